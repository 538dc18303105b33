"""The bytes of the upstream's answers, made once: OpenAI's chat completions, and Anthropic's messages."""

import json
from dataclasses import dataclass, field
from typing import Literal

from bench.http_bytes import LAST_CHUNK, chunk

Framing = Literal["event", "write"]

MARK = b"~"
"""Stands once in every token and nowhere else in an answer, so that tokens can be counted in any protocol."""

BLOCK = 64
"""How many tokens there are before they repeat, and how many leave in one write: what a read of TCP brings together."""

# They differ: litellm breaks off a stream of a hundred equal chunks.
TOKENS = tuple(f"~k{number:02}" for number in range(BLOCK))

_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """An answer's bytes: ``opening``, then tokens, then ``closing``.

    Attributes:
        opening: the head, and what precedes the first token.
        tokens: an event for each of ``TOKENS``.
        closing: why it ended, and the end.
        framing: whether every event is an HTTP chunk of its own, as from a server that passes on what it has at once,
            or every write, as from a proxy that passes on what it has read.
    """

    opening: bytes
    tokens: tuple[bytes, ...]
    closing: bytes
    framing: Framing = "event"
    block: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Make the bytes that are sent most often."""
        object.__setattr__(self, "block", self._framed(self.tokens))

    def some(self, first: int, number: int) -> bytes:
        """Return so many tokens, at most a block, from the ``first`` one of the answer on."""
        start = first % BLOCK
        if not start and number == BLOCK:
            return self.block
        return self._framed((*self.tokens[start : start + number], *self.tokens[: max(0, start + number - BLOCK)]))

    def _framed(self, events: tuple[bytes, ...]) -> bytes:
        if self.framing == "event":
            return b"".join(map(chunk, events))
        return chunk(b"".join(events)) if events else b""


def openai(framing: Framing) -> Dialect:
    """Return OpenAI's chat completions."""

    def completion(delta: object, finish: str | None = None) -> bytes:
        choices = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]
        return _event({**_COMPLETION, "choices": choices})

    usage = {"prompt_tokens": 8, "completion_tokens": 8, "total_tokens": 16}
    end = (completion({}, "stop"), _event({**_COMPLETION, "choices": [], "usage": usage}), b"data: [DONE]\n\n")
    return Dialect(
        _HEAD + chunk(completion({"role": "assistant", "content": "", "refusal": None})),
        tuple(completion({"content": token}) for token in TOKENS),
        b"".join(map(chunk, end)) + LAST_CHUNK,
        framing,
    )


def anthropic(framing: Framing) -> Dialect:
    """Return Anthropic's messages."""

    def event(kind: str, **fields: object) -> bytes:
        return _event({"type": kind, **fields}, f"event: {kind}\n")

    message: dict[str, object] = {
        "id": "msg_bench",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-4-5",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 8, "output_tokens": 1},
    }
    block = {"type": "text", "text": ""}
    begin = (event("message_start", message=message), event("content_block_start", index=0, content_block=block))
    stop = {"stop_reason": "end_turn", "stop_sequence": None}
    end = (
        event("content_block_stop", index=0),
        event("message_delta", delta=stop, usage={"output_tokens": 8}),
        event("message_stop"),
    )
    return Dialect(
        _HEAD + b"".join(map(chunk, begin)),
        tuple(event("content_block_delta", index=0, delta={"type": "text_delta", "text": token}) for token in TOKENS),
        b"".join(map(chunk, end)) + LAST_CHUNK,
        framing,
    )


_COMPLETION = {
    "id": "chatcmpl-bench",
    "object": "chat.completion.chunk",
    "created": 1_700_000_000,
    "model": "gpt-4o-mini",
    "service_tier": "default",
    "system_fingerprint": "fp_bench",
}


def _event(data: object, head: str = "") -> bytes:
    return f"{head}data: {json.dumps(data, separators=(',', ':'))}\n\n".encode()
