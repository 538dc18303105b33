"""The events that providers stream."""

import json

from service.field import JSON


def openai_event(**members: JSON) -> bytes:
    """Return a chunk of OpenAI's."""
    envelope = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return b"data: " + json.dumps(envelope | members).encode() + b"\n\n"


def openai_text(text: str) -> bytes:
    """Return a chunk with text."""
    return openai_event(choices=[{"index": 0, "delta": {"content": text}, "finish_reason": None}])


def openai_delta(**delta: JSON) -> bytes:
    """Return a chunk with this delta."""
    return openai_event(choices=[{"index": 0, "delta": delta, "finish_reason": None}])


def openai_finish(reason: str) -> bytes:
    """Return a chunk with a finish reason."""
    return openai_event(choices=[{"index": 0, "delta": {}, "finish_reason": reason}])


OPENAI_ROLE = openai_event(choices=[{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
OPENAI_USAGE = openai_event(choices=[], usage={"prompt_tokens": 31, "completion_tokens": 17, "total_tokens": 48})
OPENAI_DONE = b"data: [DONE]\n\n"


def anthropic_event(kind: str, **members: JSON) -> bytes:
    """Return an event of Anthropic's."""
    return b"event: %b\ndata: %b\n\n" % (kind.encode(), json.dumps({"type": kind} | members).encode())


def anthropic_text(text: str) -> bytes:
    """Return an event with text."""
    return anthropic_event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})


_MESSAGE: JSON = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "content": [],
    "model": "m",
    "stop_reason": None,
    "stop_sequence": None,
    "usage": {"input_tokens": 31, "output_tokens": 1},
}
ANTHROPIC_MESSAGE = anthropic_event("message_start", message=_MESSAGE)
ANTHROPIC_OPENING = ANTHROPIC_MESSAGE + anthropic_event(
    "content_block_start", index=0, content_block={"type": "text", "text": ""}
)


def anthropic_block(index: int, block: JSON, *deltas: JSON) -> bytes:
    """Return the events of a content block."""
    return b"".join(
        [
            anthropic_event("content_block_start", index=index, content_block=block),
            *(anthropic_event("content_block_delta", index=index, delta=delta) for delta in deltas),
            anthropic_event("content_block_stop", index=index),
        ]
    )


def anthropic_closing(reason: str) -> bytes:
    """Return the events behind the last block."""
    delta: JSON = {"stop_reason": reason}
    return anthropic_event("message_delta", delta=delta, usage={"output_tokens": 17}) + anthropic_event("message_stop")


ANTHROPIC_CLOSING = anthropic_event("content_block_stop", index=0) + anthropic_closing("end_turn")


def gemini_event(*parts: JSON, finish: str | None = None, **members: JSON) -> bytes:
    """Return a chunk of Gemini's, with these parts."""
    ending: dict[str, JSON] = {} if finish is None else {"finishReason": finish}
    candidate: JSON = {"content": {"role": "model", "parts": [*parts]}, "index": 0, **ending, **members}
    counts: JSON = {"promptTokenCount": 31, "candidatesTokenCount": 17, "totalTokenCount": 48}
    body: JSON = {"candidates": [candidate], "usageMetadata": counts, "modelVersion": "m", "responseId": "r"}
    return b"data: %b\n\n" % json.dumps(body).encode()


def gemini_text(text: str) -> bytes:
    """Return a chunk with text."""
    return gemini_event({"text": text})


GEMINI_CLOSING = gemini_event({"text": ""}, finish="STOP")
