import pytest

from service.errors import InvalidRequest
from service.field import JSON, Field
from service.messages import ReasoningPart
from service.reasoning_parts import read_reasoning

READ: dict[str, tuple[dict[str, JSON], list[ReasoningPart]]] = {
    "text": ({"text": "hm"}, [ReasoningPart("hm")]),
    "signed": (
        {"text": "hm", "providerMetadata": {"anthropic": {"signature": "s"}}},
        [ReasoningPart("hm", "anthropic", "s")],
    ),
    "signed, and not shown": (
        {"text": "", "providerMetadata": {"anthropic": {"signature": "s"}}},
        [ReasoningPart("", "anthropic", "s")],
    ),
    "sealed": (
        {"text": "", "providerMetadata": {"anthropic": {"redactedData": "xx"}}},
        [ReasoningPart("", "anthropic", data="xx")],
    ),
    "somebody else's": (
        {"text": "hm", "providerMetadata": {"openai": {"itemId": "1", "reasoningEncryptedContent": None}}},
        [ReasoningPart("hm")],
    ),
    "of several, whoever signed": (
        {"text": "hm", "providerMetadata": {"openai": {}, "x": 1, "p": {"signature": "s"}}},
        [ReasoningPart("hm", "p", "s")],
    ),
    "proofs of other types": (
        {"text": "hm", "providerMetadata": {"p": {"signature": 1, "redactedData": ""}}},
        [ReasoningPart("hm")],
    ),
    "an empty signature": ({"text": "hm", "providerMetadata": {"p": {"signature": ""}}}, [ReasoningPart("hm")]),
    "metadata of another type": ({"text": "hm", "providerMetadata": "p"}, [ReasoningPart("hm")]),
    "lone surrogates": (
        {"text": "\ud83d", "providerMetadata": {"p": {"signature": "\ud83d"}}},
        [ReasoningPart("\ufffd", "p", "\ufffd")],
    ),
    "nothing": ({}, []),
    "broken off": ({"text": "", "state": "streaming"}, []),
    "ai 4": (
        {
            "reasoning": "hmmm",
            "details": [
                {"type": "text", "text": "hm", "signature": "s"},
                {"type": "redacted", "data": "xx"},
                {"type": "text", "text": "mm"},
                {"type": "from-the-future"},
            ],
        },
        [ReasoningPart("hm", "anthropic", "s"), ReasoningPart("", "anthropic", data="xx"), ReasoningPart("mm")],
    ),
    "ai 4, no text": ({"details": [{"type": "text", "signature": "s"}]}, [ReasoningPart("", "anthropic", "s")]),
    "ai 4, no details": ({"reasoning": "hm"}, [ReasoningPart("hm")]),
    "ai 4, empty details": ({"reasoning": "hm", "details": []}, []),
}
"""A part, and what the model thought."""

REFUSED: dict[str, tuple[dict[str, JSON], str]] = {
    "a text of another type": ({"text": 1}, "part.text must be a string, not a number"),
    "details of another type": ({"details": "hm"}, "part.details must be an array, not a string"),
    "a detail without a type": ({"details": [{}]}, "part.details[0].type is missing"),
    "nothing sealed": ({"details": [{"type": "redacted"}]}, "part.details[0].data is missing"),
}


@pytest.mark.parametrize(("members", "parts"), READ.values(), ids=READ)
def test_thoughts_are_read_with_their_proof(members: dict[str, JSON], parts: list[ReasoningPart]) -> None:
    assert list(read_reasoning(Field({"type": "reasoning", **members}, "part"))) == parts


@pytest.mark.parametrize(("members", "complaint"), REFUSED.values(), ids=REFUSED)
def test_broken_thoughts_are_named(members: dict[str, JSON], complaint: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        list(read_reasoning(Field({"type": "reasoning", **members}, "part")))
    assert refusal.value.message == complaint
