"""UI message stream v1, which ai 5, 6 and 7 read: server-sent events, one JSON chunk each.

Source: ``uiMessageChunkSchema`` and ``JsonToSseTransformStream`` of ai 5.0.0, 5.0.277, 6.0.324 and 7.0.173; key order
as their servers have it. Clients of 5.0 refuse fields that they do not know, and all clients chunks of an unknown type;
so what newer ones have is sent only if the client is known to be new enough (``Sdk``), and else said in older words:

==========================  =====  ==================================================================
what                        from   in older words
==========================  =====  ==================================================================
``finish.finishReason``     5      nothing; ``finish.messageMetadata`` has it
``tool-input-error``        5      the error, as the tool's
preliminary outputs         5      nothing, until the output is final
``tool-output-denied``      6      the reason, as the tool's error
``tool-approval-request``   6      nothing; the tool loop asks nobody who can't answer
==========================  =====  ==================================================================

Where we differ on purpose from the SDK's servers: an answer that fails or is aborted has its open parts and its step
closed, a data part with the error's code before the error, and nothing after it, because clients stop reading there.
And keys that clients refuse are left out (``refused_keys``).
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Final, assert_never

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
    Metadata,
    ReasoningDelta,
    ReasoningEnd,
    ReasoningStart,
    RedactedReasoning,
    SourceDocument,
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
from service.protocols.refused_keys import without_refused_keys
from service.tool_events import (
    ToolApprovalRequest,
    ToolInput,
    ToolInputDelta,
    ToolInputError,
    ToolInputStart,
    ToolOutput,
    ToolOutputDenied,
    ToolOutputError,
)

HEADERS: Final = (
    ("content-type", "text/event-stream"),
    ("x-vercel-ai-ui-message-stream", "v1"),
    *NO_BUFFERING,
)

DONE: Final = b"data: [DONE]\n\n"


class Sdk(IntEnum):
    """The oldest client that has to understand the stream; a major stands for its newest minor."""

    ANY = 0
    """5.0.0."""
    V5 = 5
    V6 = 6
    V7 = 7


@lru_cache(maxsize=16)
def _before(part_id: str) -> str:
    """Return what stands before a delta in the chunk of a text."""
    return f'data: {{"type":"text-delta","id":{json_text.encode(part_id).decode()},"delta":'


class UIMessageStream:
    """The encoder for one generation of clients; it keeps nothing between events."""

    headers: Final = HEADERS

    def __init__(self, sdk: Sdk = Sdk.ANY) -> None:
        self._sdk = sdk

    def encode(self, events: Iterable[Event]) -> bytes:
        """Return the server-sent events of these domain events."""
        return b"".join([part for event in events for part in self._parts(event)])

    def _parts(self, event: Event) -> Iterable[bytes]:
        # The two that come thousands of times. Asking for a class costs a fifth of matching its pattern.
        if isinstance(event, TextDelta):
            return (_before(event.part_id).encode() + json_text.encode(event.text) + b"}\n\n",)
        if isinstance(event, TextDeltas):
            before = _before(event.part_id)
            return (before.encode() + json_text.encode_texts(event.texts, f"}}\n\n{before}") + b"}\n\n",)
        return self._rarer(event)

    def _rarer(self, event: Event) -> Iterator[bytes]:
        match event:
            case Failure(code, message):
                yield _chunk("data-error", {"data": {"code": code}, "transient": True})
                yield _chunk("error", {"errorText": message})
                yield DONE
            case Abort():
                yield _chunk("abort")
                yield DONE
            case MessageEnd(reason, _, metadata):
                known = self._sdk >= Sdk.V5
                finish: dict[str, JSON] = {"finishReason": "other" if reason == "unknown" else reason} if known else {}
                yield _chunk("finish", {**finish, **_metadata(metadata)})
                yield DONE
            case RedactedReasoning(part_id, provider, data):
                sealed: JSON = {provider: {"redactedData": data}}
                yield _chunk("reasoning-start", {"id": part_id, "providerMetadata": sealed})
                yield _chunk("reasoning-end", {"id": part_id})
            case ToolInputError() | ToolOutputDenied() | ToolApprovalRequest() | ToolOutput(preliminary=True):
                yield from self._newer(event)
            case _:
                yield _chunk(*_plain(event))

    def _newer(self, event: ToolInputError | ToolOutputDenied | ToolApprovalRequest | ToolOutput) -> Iterator[bytes]:
        """Yield what not every client understands, in words that this one does."""
        match event:
            case ToolInputError(call_id, name, value, message):
                # Begun it has; a client that is told that its input is available would make the call.
                if self._sdk >= Sdk.V5:
                    call: dict[str, JSON] = {"toolCallId": call_id, "toolName": name, "input": value}
                    yield _chunk("tool-input-error", {**call, "errorText": message})
                if self._sdk < Sdk.V7:
                    yield _chunk("tool-output-error", {"toolCallId": call_id, "errorText": message})
            case ToolOutputDenied(call_id, reason):
                if self._sdk >= Sdk.V6:
                    yield _chunk("tool-output-denied", {"toolCallId": call_id})
                else:
                    yield _chunk("tool-output-error", {"toolCallId": call_id, "errorText": reason})
            case ToolApprovalRequest(approval_id, call_id):
                if self._sdk >= Sdk.V6:
                    yield _chunk("tool-approval-request", {"approvalId": approval_id, "toolCallId": call_id})
            case ToolOutput(call_id, value):
                if self._sdk >= Sdk.V5:
                    yield _chunk("tool-output-available", {"toolCallId": call_id, "output": value, "preliminary": True})
            case _ as unreachable:
                assert_never(unreachable)


def _plain(event: Event) -> tuple[str, dict[str, JSON]]:
    """Return type and fields of a chunk that every client understands."""
    match event:
        case MessageStart(message_id, metadata):
            return "start", {**_metadata(metadata), "messageId": message_id}
        case StepStart():
            return "start-step", {}
        case StepEnd():
            return "finish-step", {}
        case Annotation(metadata):
            return "message-metadata", _metadata(metadata)
        case Data(name, value, data_id, transient):
            flag: dict[str, JSON] = {"transient": True} if transient else {}
            return f"data-{name}", {**_optional("id", data_id), "data": value, **flag}
        case _:
            return _content(event)


def _content(event: Event) -> tuple[str, dict[str, JSON]]:
    match event:
        case TextStart(part_id):
            return "text-start", {"id": part_id}
        case TextEnd(part_id):
            return "text-end", {"id": part_id}
        case ReasoningStart(part_id):
            return "reasoning-start", {"id": part_id}
        case ReasoningDelta(part_id, text):
            return "reasoning-delta", {"id": part_id, "delta": text}
        case ReasoningEnd(part_id, provider, signature):
            proof: dict[str, JSON] = {"providerMetadata": {provider: {"signature": signature}}} if signature else {}
            return "reasoning-end", {"id": part_id, **proof}
        case SourceUrl(source_id, url, title):
            return "source-url", {"sourceId": source_id, "url": url, **_optional("title", title)}
        case SourceDocument(source_id, media_type, title, filename):
            document: dict[str, JSON] = {"sourceId": source_id, "mediaType": media_type, "title": title}
            return "source-document", {**document, **_optional("filename", filename)}
        case File(media_type, url):
            return "file", {"mediaType": media_type, "url": url}
        case _:
            return _tool(event)


def _tool(event: Event) -> tuple[str, dict[str, JSON]]:
    match event:
        case ToolInputStart(call_id, name):
            return "tool-input-start", {"toolCallId": call_id, "toolName": name}
        case ToolInputDelta(call_id, text):
            return "tool-input-delta", {"toolCallId": call_id, "inputTextDelta": text}
        case ToolInput(call_id, name, value):
            return "tool-input-available", {"toolCallId": call_id, "toolName": name, "input": value}
        case ToolOutput(call_id, value):
            return "tool-output-available", {"toolCallId": call_id, "output": value}
        case ToolOutputError(call_id, message):
            return "tool-output-error", {"toolCallId": call_id, "errorText": message}
        case _:
            raise TypeError(f"no chunk for {type(event).__name__}")


def _chunk(kind: str, fields: dict[str, JSON] | None = None) -> bytes:
    return b"data: " + without_refused_keys(json_text.encode({"type": kind, **(fields or {})})) + b"\n\n"


def _metadata(metadata: Metadata | None) -> dict[str, JSON]:
    return {} if metadata is None else {"messageMetadata": dict(metadata)}


def _optional(name: str, value: str | None) -> dict[str, JSON]:
    """Return the field, or nothing: clients refuse null where a field is optional."""
    return {} if value is None else {name: value}
