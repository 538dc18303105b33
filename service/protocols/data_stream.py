"""Data stream protocol v1, which ai 4 reads: ``code:json`` and a line feed, one line a part.

Source: formatDataStreamPart and parseDataStreamPart of @ai-sdk/ui-utils 1.2.11; key order as ai 4.3.19's server has it.
Where we differ on purpose:

- An answer that fails gets its step closed, and a data part with the error's code before the error part, and nothing
  after it, because the client stops reading there.
- A tool that fails, or is called with arguments that it does not take, has ``{"error": "..."}`` as its result. The
  SDK sends an error part, which ends the whole answer.
- What the format has no word for is left out: documents as sources, questions to the user, preliminary results, what
  is known about the message at its start and end.
"""

from collections.abc import Iterable
from typing import Final

from service import json_text
from service.events import (
    Abort,
    Annotation,
    Data,
    Event,
    Failure,
    File,
    MessageEnd,
    MessageStart,
    ReasoningDelta,
    ReasoningEnd,
    ReasoningStart,
    RedactedReasoning,
    SourceUrl,
    StepEnd,
    StepStart,
    TextDelta,
    TextDeltas,
    TextEnd,
    TextStart,
)
from service.field import JSON
from service.protocols.protocol import NO_BUFFERING
from service.tool_events import (
    ToolInput,
    ToolInputDelta,
    ToolInputError,
    ToolInputStart,
    ToolOutput,
    ToolOutputDenied,
    ToolOutputError,
)
from service.usage import FinishReason, Usage

HEADERS: Final = (
    ("content-type", "text/plain; charset=utf-8"),
    ("x-vercel-ai-data-stream", "v1"),
    *NO_BUFFERING,
)


_WITHOUT_WORDS: Final = (MessageStart, TextStart, TextEnd, ReasoningStart)
"""A step opens the message, and parts are told apart by steps."""


class DataStream:
    """The encoder; it keeps nothing between events."""

    headers: Final = HEADERS

    def encode(self, events: Iterable[Event]) -> bytes:
        """Return the lines of these events."""
        return b"".join(map(_lines, events))


def _lines(event: Event) -> bytes:
    # It comes thousands of times. Asking for a class costs a fifth of matching its pattern.
    if isinstance(event, TextDelta):
        return b"0:" + json_text.encode(event.text) + b"\n"
    if isinstance(event, _WITHOUT_WORDS):
        return b""
    match event:
        case TextDeltas(_, texts):
            return b"0:" + json_text.encode_texts(texts, "\n0:") + b"\n"
        case StepStart(message_id):
            return _line(b"f", {"messageId": message_id})
        case StepEnd(reason, usage):
            return _line(b"e", {**_finish(reason, usage), "isContinued": False})
        case MessageEnd(reason, usage):
            return _line(b"d", _finish(reason, usage))
        case Abort(usage):
            return _line(b"d", _finish("unknown", usage))
        case Failure(code, message):
            return _line(b"2", [{"type": "error", "code": code}]) + _line(b"3", message)
        case ReasoningDelta(_, text):
            return _line(b"g", text)
        case _:
            return _other_lines(event)


def _other_lines(event: Event) -> bytes:
    match event:
        case ReasoningEnd(_, _, signature):
            return _line(b"j", {"signature": signature}) if signature else b""
        case RedactedReasoning(_, _, data):
            return _line(b"i", {"data": data})
        case Data(name, value, data_id):
            named: dict[str, JSON] = {} if data_id is None else {"id": data_id}
            return _line(b"2", [{"type": name, **named, "data": value}])
        case Annotation(metadata):
            return _line(b"8", [dict(metadata)])
        case SourceUrl(source_id, url, title):
            titled: dict[str, JSON] = {} if title is None else {"title": title}
            return _line(b"h", {"sourceType": "url", "id": source_id, "url": url, **titled})
        case File(media_type, url):
            return _file(media_type, url)
        case _:
            return _tool_lines(event)


def _tool_lines(event: Event) -> bytes:
    match event:
        case ToolInputStart(call_id, name):
            return _line(b"b", {"toolCallId": call_id, "toolName": name})
        case ToolInputDelta(call_id, text):
            return _line(b"c", {"toolCallId": call_id, "argsTextDelta": text})
        case ToolInput(call_id, name, value):
            return _call(call_id, name, value)
        case ToolInputError(call_id, _, _, message):
            # Begun it has; a client that is told of the call itself would make it, with arguments that no tool takes.
            return _result(call_id, {"error": message})
        case ToolOutput(call_id, value, preliminary):
            return b"" if preliminary else _result(call_id, value)
        case ToolOutputError(call_id, message):
            return _result(call_id, {"error": message})
        case ToolOutputDenied(call_id, reason):
            return _result(call_id, {"error": reason})
        case _:
            # Documents as sources and questions for consent came with the other format.
            return b""


def _call(call_id: str, name: str, value: JSON) -> bytes:
    # The client refuses arguments that are a string or a number, which those that no tool takes may be.
    arguments: JSON = value if isinstance(value, dict) else {}
    return _line(b"9", {"toolCallId": call_id, "toolName": name, "args": arguments})


def _file(media_type: str, url: str) -> bytes:
    head, comma, data = url.partition(",")
    if not comma or not head.startswith("data:") or not head.endswith(";base64"):
        # Only the bytes themselves have a code, and only in base64.
        return _line(b"2", [{"type": "file", "data": {"mediaType": media_type, "url": url}}])
    return _line(b"k", {"mimeType": media_type, "data": data})


def _result(call_id: str, result: JSON) -> bytes:
    return _line(b"a", {"toolCallId": call_id, "result": result})


def _line(code: bytes, value: JSON) -> bytes:
    return code + b":" + json_text.encode(value) + b"\n"


def _finish(reason: FinishReason, usage: Usage) -> dict[str, JSON]:
    return {
        "finishReason": reason,
        # Unknown counts are null, which is what JavaScript makes of the SDK's NaN.
        "usage": {"promptTokens": usage.prompt_tokens, "completionTokens": usage.completion_tokens},
    }
