"""Answers in OpenAI's dialect as servers really send them, right and wrong, and what is in them."""

from service.field import JSON
from service.model import FileChunk, FinishChunk, ModelChunk, ReasoningChunk, SourceChunk, TextChunk, ToolCallChunk
from tests.providers.dialects import OPENAI_DONE, OPENAI_USAGE, openai_delta, openai_event, openai_finish, openai_text

PNG = "data:image/png;base64,iVBORw0KGgo="
CITED: JSON = [{"type": "url_citation", "url_citation": {"url": "https://a.test", "title": "A"}}]


def call(index: JSON, call_id: JSON, name: JSON, arguments: JSON) -> JSON:
    """Return a piece of a call; what is None is not there."""
    function = {"name": name, "arguments": arguments}
    piece: dict[str, JSON] = {"index": index, "id": call_id, "type": "function"}
    known = {member: value for member, value in piece.items() if value is not None}
    return {**known, "function": {member: value for member, value in function.items() if value is not None}}


def calls(*pieces: JSON) -> bytes:
    """Return a chunk with pieces of calls."""
    return openai_delta(tool_calls=[*pieces])


CALLED = openai_finish("tool_calls") + OPENAI_DONE
STOPPED = openai_finish("stop") + OPENAI_DONE
LOOK = ToolCallChunk(0, "a", "look", "")
WHOLE = ToolCallChunk(0, "a", "look", "{}")
THE_END: list[ModelChunk] = [FinishChunk("tool-calls")]

OPENAIS: dict[str, tuple[bytes, list[ModelChunk]]] = {
    "everything": (
        openai_delta(role="assistant", content=None, reasoning_content="hm")
        + openai_text("Hi")
        + calls(call(0, "a", "look", ""), call(1, "b", "see", "{}"))
        + calls(call(0, None, None, "{}"))
        + openai_delta(annotations=CITED)
        + openai_delta(content="!", annotations=CITED)
        + CALLED,
        [
            ReasoningChunk("hm"),
            TextChunk("Hi"),
            LOOK,
            ToolCallChunk(1, "b", "see", "{}"),
            ToolCallChunk(0, None, None, "{}"),
            SourceChunk("https://a.test", "A"),
            TextChunk("!"),
            *THE_END,
        ],
    ),
    "calls in parallel": (
        calls(call(0, "a", "look", ""))
        + calls(call(1, "b", "see", ""))
        + calls(call(1, None, None, "{"))
        + calls(call(0, None, None, "{}"))
        + calls(call(1, None, None, "}"))
        + CALLED,
        [
            LOOK,
            ToolCallChunk(1, "b", "see", ""),
            ToolCallChunk(1, None, None, "{"),
            ToolCallChunk(0, None, None, "{}"),
            ToolCallChunk(1, None, None, "}"),
            *THE_END,
        ],
    ),
    "a call whole in one chunk": (calls(call(0, "a", "look", "{}")) + CALLED, [WHOLE, *THE_END]),
    "a call without arguments": (calls(call(0, "a", "look", "")) + CALLED, [LOOK, *THE_END]),
    "a call with its name in every piece": (
        calls(call(0, "a", "look", "{")) + calls(call(0, "a", "look", "}")) + CALLED,
        [ToolCallChunk(0, "a", "look", "{"), ToolCallChunk(0, None, None, "}"), *THE_END],
    ),
    "a call with its id in every piece": (
        calls(call(0, "a", "look", "{")) + calls(call(0, "a", None, "}")) + CALLED,
        [ToolCallChunk(0, "a", "look", "{"), ToolCallChunk(0, None, None, "}"), *THE_END],
    ),
    "two calls with one index": (
        calls(call(0, "a", "look", "{}")) + calls(call(0, "b", "look", "{}")) + CALLED,
        [WHOLE, ToolCallChunk(1, "b", "look", "{}"), *THE_END],
    ),
    "two calls with one id": (
        calls(call(0, "a", "look", "{}")) + calls(call(1, "a", "look", "{}")) + CALLED,
        [WHOLE, ToolCallChunk(1, "a", "look", "{}"), *THE_END],
    ),
    "calls numbered from one": (calls(call(1, "a", "look", "{}")) + CALLED, [WHOLE, *THE_END]),
    "a call without an id": (
        calls(call(0, None, "look", "{}")) + CALLED,
        [ToolCallChunk(0, None, "look", "{}"), *THE_END],
    ),
    "arguments of no call": (calls(call(0, None, None, "{}")) + STOPPED, [FinishChunk("stop")]),
    "a call, and a reason that says nothing of it": (
        calls(call(0, "a", "look", "{}")) + STOPPED,
        [WHOLE, FinishChunk("stop")],
    ),
    "a text behind a call": (
        calls(call(0, "a", "look", "")) + openai_text("Hi") + calls(call(0, None, None, "{}")) + CALLED,
        [LOOK, TextChunk("Hi"), ToolCallChunk(0, None, None, "{}"), *THE_END],
    ),
    "thoughts behind the text": (
        openai_text("Hi") + openai_delta(reasoning_content="hm") + openai_text("!") + STOPPED,
        [TextChunk("Hi"), ReasoningChunk("hm"), TextChunk("!"), FinishChunk("stop")],
    ),
    "a source and an image in the text": (
        openai_text("Hi")
        + openai_delta(annotations=CITED)
        + openai_delta(images=[{"type": "image_url", "image_url": {"url": PNG}}])
        + openai_text("!")
        + STOPPED,
        [
            TextChunk("Hi"),
            SourceChunk("https://a.test", "A"),
            FileChunk("image/png", PNG),
            TextChunk("!"),
            FinishChunk("stop"),
        ],
    ),
    "chunks without a choice": (
        openai_event(choices=[]) + openai_text("Hi") + openai_event(choices=[]) + STOPPED,
        [TextChunk("Hi"), FinishChunk("stop")],
    ),
    "a finish reason with the text": (
        openai_event(choices=[{"index": 0, "delta": {"content": "Hi"}, "finish_reason": "length"}]) + OPENAI_DONE,
        [TextChunk("Hi"), FinishChunk("length")],
    ),
    "a word that nobody knows": (
        openai_text("Hi") + openai_finish("insufficient_system_resource") + OPENAI_DONE,
        [TextChunk("Hi"), FinishChunk("unknown")],
    ),
    "counts, and no finish reason": (openai_text("Hi") + OPENAI_USAGE + OPENAI_DONE, [TextChunk("Hi")]),
    "an empty refusal": (
        openai_delta(content="Hi", refusal="") + STOPPED,
        [TextChunk("Hi"), FinishChunk("stop")],
    ),
    "cut short": (openai_text("Hi"), [TextChunk("Hi")]),
    "cut short in a call": (calls(call(0, "a", "look", '{"x')), [ToolCallChunk(0, "a", "look", '{"x')]),
    "calls without an index": (
        calls(call(None, "a", "look", ""))
        + calls(call(None, None, None, "{}"))
        + calls(call(None, "b", "see", "{}"))
        + CALLED,
        [LOOK, ToolCallChunk(0, None, None, "{}"), ToolCallChunk(1, "b", "see", "{}"), *THE_END],
    ),
}
"""What is sent, and what is in it."""

REFUSALS: dict[str, tuple[bytes, list[ModelChunk]]] = {
    "words of refusal": (
        openai_delta(role="assistant", content="", refusal=None)
        + openai_delta(refusal="I'm ")
        + openai_delta(refusal="sorry")
        + STOPPED,
        [TextChunk("I'm "), TextChunk("sorry"), FinishChunk("content-filter")],
    ),
    "words of refusal, beside an empty text": (
        openai_delta(role="assistant", content="", refusal="I'm ")
        + openai_delta(content="", refusal="sorry")
        + STOPPED,
        [TextChunk("I'm "), TextChunk("sorry"), FinishChunk("content-filter")],
    ),
    "words of refusal behind a text": (
        openai_text("Hi") + openai_text("!") + openai_delta(content=" But", refusal=" no") + STOPPED,
        [TextChunk("Hi"), TextChunk("!"), TextChunk(" But"), TextChunk(" no"), FinishChunk("content-filter")],
    ),
    "words of refusal in the last chunk": (
        openai_event(choices=[{"index": 0, "delta": {"refusal": "No"}, "finish_reason": "stop"}]) + OPENAI_DONE,
        [TextChunk("No"), FinishChunk("content-filter")],
    ),
    "words of refusal that a limit ends": (
        openai_delta(refusal="I'm") + openai_finish("length") + OPENAI_DONE,
        [TextChunk("I'm"), FinishChunk("length")],
    ),
    "a refusal of another type": (
        openai_delta(content="Hi", refusal={"reason": "policy"}) + STOPPED,
        [TextChunk("Hi"), FinishChunk("stop")],
    ),
}
"""The same of models that decline."""
