"""An answer -> the events of ConverseStream, each a message of ``application/vnd.amazon.eventstream``."""

from collections.abc import Iterable

from fakes.event_stream import message
from fakes.model import compact_json
from fakes.model.bedrock.answer import METRICS, redacted, stop_reason, usage_body
from fakes.model.dialect import Logprob, SpokenPart
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage


class ConverseEncoder:
    """The events of one stream. Only the block of a call begins with an event of its own."""

    def __init__(self, *, guarded: bool) -> None:
        self._guarded = guarded

    def begin(self) -> Iterable[bytes]:
        """Return the event that begins the message."""
        return (_event("messageStart", {"role": "assistant"}),)

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - there is one choice
        """Return what begins a block: a call's name, or all of what nobody can read."""
        if part.kind == "call":
            start = {"toolUse": {"toolUseId": part.id, "name": part.name}}
            return (_event("contentBlockStart", {"start": start, "contentBlockIndex": part.index}),)
        if part.kind == "redacted":
            return (_delta(part, {"reasoningContent": {"redactedContent": redacted(part.data)}}),)
        return ()

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:  # noqa: ARG002 - as above, and no probabilities
        """Return the event for one token."""
        if part.kind == "call":
            return (_delta(part, {"toolUse": {"input": piece}}),)
        if part.kind == "reasoning":
            return (_delta(part, {"reasoningContent": {"text": piece}}),)
        return (_delta(part, {"text": piece}),)

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - as above
        """Return what ends a block, and the proof of a thought before it."""
        if part.kind == "reasoning":
            yield _delta(part, {"reasoningContent": {"signature": part.signature}})
        yield _event("contentBlockStop", {"contentBlockIndex": part.index})

    def finish(self, choice: int, reason: FinishReason, stop: str | None) -> Iterable[bytes]:  # noqa: ARG002 - as above
        """Return the event that ends the message."""
        return (_event("messageStop", {"stopReason": stop_reason(reason, stop, guarded=self._guarded)}),)

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return the event with the usage."""
        return (_event("metadata", {"usage": usage_body(usage), "metrics": METRICS}),)


def _delta(part: SpokenPart, delta: dict[str, object]) -> bytes:
    return _event("contentBlockDelta", {"delta": delta, "contentBlockIndex": part.index})


def _event(kind: str, payload: dict[str, object]) -> bytes:
    headers = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
    return message(headers, compact_json.encode(payload))
