"""Data stream protocol v1, which ai 4 reads: ``code:json`` and a line feed, one line a part.

Source: formatDataStreamPart and parseDataStreamPart of @ai-sdk/ui-utils 1.2.11; key order as ai 4.3.19's server has it.
Where we differ on purpose: an answer that fails gets its step closed and a data part with the error's code before the
error part, and nothing after it, because the client stops reading there.
"""

from collections.abc import Iterable
from typing import Final, assert_never

from service import json_text
from service.events import (
    Event,
    Failure,
    FinishReason,
    MessageEnd,
    MessageStart,
    StepEnd,
    StepStart,
    TextDelta,
    TextEnd,
    TextStart,
    Usage,
)
from service.field import JSON
from service.protocols.protocol import NO_BUFFERING

HEADERS: Final = (
    ("content-type", "text/plain; charset=utf-8"),
    ("x-vercel-ai-data-stream", "v1"),
    *NO_BUFFERING,
)


class DataStream:
    """The encoder; it keeps nothing between events."""

    headers: Final = HEADERS

    def encode(self, events: Iterable[Event]) -> bytes:
        """Return the lines of these events."""
        return b"".join(map(_lines, events))


def _lines(event: Event) -> bytes:
    match event:
        case TextDelta(text):
            return _line(b"0", text)
        case MessageStart() | TextStart() | TextEnd():
            # The format has no word for these: a step opens the message, and text parts are told apart by steps.
            return b""
        case StepStart(message_id):
            return _line(b"f", {"messageId": message_id})
        case StepEnd(reason, usage):
            return _line(b"e", {**_finish(reason, usage), "isContinued": False})
        case MessageEnd(reason, usage):
            return _line(b"d", _finish(reason, usage))
        case Failure(code, message):
            return _line(b"2", [{"type": "error", "code": code}]) + _line(b"3", message)
        case _ as unreachable:
            assert_never(unreachable)


def _line(code: bytes, value: JSON) -> bytes:
    return code + b":" + json_text.encode(value) + b"\n"


def _finish(reason: FinishReason, usage: Usage) -> dict[str, JSON]:
    return {
        "finishReason": reason,
        # Unknown counts are null, which is what JavaScript makes of the SDK's NaN.
        "usage": {"promptTokens": usage.prompt_tokens, "completionTokens": usage.completion_tokens},
    }
