import pytest

from service.field import JSON
from service.model import (
    FileChunk,
    ModelChunk,
    ReasoningChunk,
    RedactedChunk,
    SignatureChunk,
    SourceChunk,
    TextChunk,
    ToolCallChunk,
)
from service.providers.deltas import Deltas

PNG = "data:image/png;base64,iVBORw0KGgo="


def image(url: JSON) -> JSON:
    return {"type": "image_url", "image_url": {"url": url}}


def thinking(**block: JSON) -> JSON:
    return {"type": "thinking", **block}


SAID: dict[str, tuple[dict[str, JSON], list[ModelChunk]]] = {
    "text": ({"content": "Hi"}, [TextChunk("Hi")]),
    "words of refusal": ({"content": None, "refusal": "No"}, [TextChunk("No")]),
    "words of refusal behind a text": ({"content": "Hi", "refusal": "No"}, [TextChunk("Hi"), TextChunk("No")]),
    "an empty refusal": ({"refusal": ""}, []),
    "a refusal of another type": ({"refusal": {"reason": "policy"}}, []),
    "words of refusal behind thoughts": (
        {"reasoning_content": "hm", "refusal": "No"},
        [ReasoningChunk("hm"), TextChunk("No")],
    ),
    "DeepSeek's thoughts": ({"content": None, "reasoning_content": "hm"}, [ReasoningChunk("hm")]),
    "OpenRouter's thoughts": ({"content": "", "reasoning": "hm"}, [ReasoningChunk("hm")]),
    "thoughts under both names": ({"reasoning": "hm", "reasoning_content": "hm"}, [ReasoningChunk("hm")]),
    "an empty one, and another": ({"reasoning_content": "", "reasoning": "hm"}, [ReasoningChunk("hm")]),
    "half an emoji": ({"reasoning_content": "\ud83d"}, [ReasoningChunk("\ud83d")]),
    "thoughts of another type": ({"reasoning": {"effort": "low"}, "reasoning_content": 5}, []),
    "thoughts before the text": (
        {"content": "Hi", "reasoning_content": "hm"},
        [ReasoningChunk("hm"), TextChunk("Hi")],
    ),
    "Anthropic's thoughts through litellm": (
        {"reasoning_content": "hm", "thinking_blocks": [thinking(thinking="hm")]},
        [ReasoningChunk("hm")],
    ),
    "Anthropic's thoughts, in blocks only": ({"thinking_blocks": [thinking(thinking="hm")]}, [ReasoningChunk("hm")]),
    "Anthropic's signature": (
        {"reasoning_content": "", "thinking_blocks": [thinking(thinking="", signature="s")]},
        [SignatureChunk("anthropic", "s")],
    ),
    "Mistral's thoughts through litellm, which signs them": (
        {"reasoning_content": "hm", "thinking_blocks": [thinking(thinking="hm", signature="mistral")]},
        [ReasoningChunk("hm")],
    ),
    "thoughts and signature at once": (
        {"thinking_blocks": [thinking(thinking="hm", signature="s"), {"type": "redacted_thinking", "data": "xx"}]},
        [ReasoningChunk("hm"), SignatureChunk("anthropic", "s"), RedactedChunk("anthropic", "xx")],
    ),
    "proofs that have no UTF-8": (
        {"thinking_blocks": [thinking(signature="\ud83d"), {"data": "\ud83d"}]},
        [SignatureChunk("anthropic", "\ufffd"), RedactedChunk("anthropic", "\ufffd")],
    ),
    "proofs of other types": (
        {"thinking_blocks": [thinking(thinking=1, signature=[], data=None), 1, thinking(signature=None)]},
        [],
    ),
    "blocks of another type": ({"thinking_blocks": {"signature": "s"}}, []),
    "a call": (
        {"tool_calls": [{"index": 0, "id": "a", "function": {"name": "look", "arguments": "{}"}}]},
        [ToolCallChunk(0, "a", "look", "{}")],
    ),
    "a source": (
        {"annotations": [{"type": "url_citation", "url_citation": {"url": "https://a.test"}}]},
        [SourceChunk("https://a.test")],
    ),
    "an image": ({"images": [image(PNG)]}, [FileChunk("image/png", PNG)]),
    "an image in upper case": (
        {"images": [image("DATA:IMAGE/PNG;BASE64,AAAA")]},
        [FileChunk("image/png", "DATA:IMAGE/PNG;BASE64,AAAA")],
    ),
    "images": ({"images": [image(PNG), 1, image(PNG)]}, [FileChunk("image/png", PNG)] * 2),
    "an image at an address": (
        {"images": [image("https://e.com/\ud83d")]},
        [FileChunk("image/*", "https://e.com/\ufffd")],
    ),
    "an image that is none": (
        {
            "images": [
                image("javascript:alert(1)"),
                image("data:image/png,raw"),
                image("data:image/png;base64,\ud83d"),
                image("data:;base64,AAAA"),
                image(1),
                {"image_url": PNG},
            ]
        },
        [],
    ),
    "images of another type": ({"images": PNG}, []),
    "from the future": ({"role": "assistant", "refusal": None, "reasoning_details": [{"text": "hm"}], "x": 1}, []),
}
"""A delta, and what it says."""


@pytest.mark.parametrize(("delta", "chunks"), SAID.values(), ids=SAID)
def test_a_delta_says_what_an_answer_needs(delta: dict[str, JSON], chunks: list[ModelChunk]) -> None:
    assert list(Deltas().read(delta)) == chunks


@pytest.mark.parametrize(("refusal", "refused"), [("No", True), ("", False), (None, False), (["No"], False)])
def test_whether_the_model_has_declined_is_known(refusal: JSON, refused: bool) -> None:  # noqa: FBT001 - a table's column
    deltas = Deltas()
    for delta in ({"refusal": refusal}, {"content": "Hi"}):
        list(deltas.read(delta))
    assert deltas.refused is refused


def test_an_answers_deltas_know_of_each_other() -> None:
    deltas = Deltas()
    cited: JSON = [{"type": "url_citation", "url": "https://a.test"}]
    read = [
        *deltas.read({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "look"}}], "annotations": cited}),
        *deltas.read({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}], "annotations": cited}),
    ]
    assert read == [
        ToolCallChunk(0, "a", "look", ""),
        SourceChunk("https://a.test"),
        ToolCallChunk(0, None, None, "{}"),
    ]
