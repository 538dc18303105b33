"""Every chunk that our UI message streams may hold, field by field: what service.protocols.ui_message_stream writes.

Source: ``uiMessageChunkSchema`` of ai 5.0.277, 6.0.324 and 7.0.173, less what we never send.
"""

from typing import Annotated, Literal, NotRequired, TypedDict

from service.field import JSON
from service.metadata import AnswerMetadata
from service.openapi.error_shapes import ErrorData

ProviderMetadata = dict[str, dict[str, JSON]]


class StartChunk(TypedDict):
    """The message begins, or goes on."""

    type: Literal["start"]
    messageMetadata: NotRequired[AnswerMetadata]
    messageId: str


class StartStepChunk(TypedDict):
    """One call of the model begins."""

    type: Literal["start-step"]


class TextStartChunk(TypedDict):
    """A text opens."""

    type: Literal["text-start"]
    id: str


class TextDeltaChunk(TypedDict):
    """Text to append to the one with this id."""

    type: Literal["text-delta"]
    id: str
    delta: str


class TextEndChunk(TypedDict):
    """The text is complete."""

    type: Literal["text-end"]
    id: str


class ReasoningStartChunk(TypedDict):
    """Thoughts open; those that only the provider can read stand in providerMetadata."""

    type: Literal["reasoning-start"]
    id: str
    providerMetadata: NotRequired[ProviderMetadata]


class ReasoningDeltaChunk(TypedDict):
    """Thoughts to append to those with this id."""

    type: Literal["reasoning-delta"]
    id: str
    delta: str


class ReasoningEndChunk(TypedDict):
    """The thoughts are complete; the provider's signature stands in providerMetadata."""

    type: Literal["reasoning-end"]
    id: str
    providerMetadata: NotRequired[ProviderMetadata]


class ToolInputStartChunk(TypedDict):
    """The model begins to call a tool."""

    type: Literal["tool-input-start"]
    toolCallId: str
    toolName: str


class ToolInputDeltaChunk(TypedDict):
    """JSON text to append to the call's input."""

    type: Literal["tool-input-delta"]
    toolCallId: str
    inputTextDelta: str


class ToolInputAvailableChunk(TypedDict):
    """The call is complete."""

    type: Literal["tool-input-available"]
    toolCallId: str
    toolName: str
    input: JSON


class ToolInputErrorChunk(TypedDict):
    """The call can't be made: no such tool, or input that it does not take. With sdk 5, 6 or 7 only."""

    type: Literal["tool-input-error"]
    toolCallId: str
    toolName: str
    input: JSON
    errorText: str


class ToolOutputAvailableChunk(TypedDict):
    """The tool's result; a preliminary one, with sdk 5, 6 or 7 only, is replaced by the next."""

    type: Literal["tool-output-available"]
    toolCallId: str
    output: JSON
    preliminary: NotRequired[Literal[True]]


class ToolOutputErrorChunk(TypedDict):
    """The tool failed."""

    type: Literal["tool-output-error"]
    toolCallId: str
    errorText: str


class ToolOutputDeniedChunk(TypedDict):
    """The user did not consent. With sdk 6 or 7 only."""

    type: Literal["tool-output-denied"]
    toolCallId: str


class ToolApprovalRequestChunk(TypedDict):
    """The call waits for the user's consent. With sdk 6 or 7 only."""

    type: Literal["tool-approval-request"]
    approvalId: str
    toolCallId: str


class SourceUrlChunk(TypedDict):
    """A page that the answer rests on."""

    type: Literal["source-url"]
    sourceId: str
    url: str
    title: NotRequired[str]


class SourceDocumentChunk(TypedDict):
    """A document that the answer rests on."""

    type: Literal["source-document"]
    sourceId: str
    mediaType: str
    title: str
    filename: NotRequired[str]


class FileChunk(TypedDict):
    """Something that the model made; the address is data: with base64, or http(s)."""

    type: Literal["file"]
    mediaType: str
    url: str


class DataErrorChunk(TypedDict):
    """Which error it is that comes next; not kept in the message."""

    type: Literal["data-error"]
    data: ErrorData
    transient: Literal[True]


class DataChunk(TypedDict):
    """Something of the application's own; what comes later with the same type and id takes its place."""

    type: Annotated[str, "^data-(?!error$)"]
    id: NotRequired[str]
    data: JSON
    transient: NotRequired[Literal[True]]


class MessageMetadataChunk(TypedDict):
    """Something about the message, merged into what is known about it."""

    type: Literal["message-metadata"]
    messageMetadata: dict[str, JSON]


class FinishStepChunk(TypedDict):
    """The call of the model is over."""

    type: Literal["finish-step"]


class FinishChunk(TypedDict):
    """The message is complete; the reason with sdk 5, 6 or 7 only, and always in the metadata."""

    type: Literal["finish"]
    finishReason: NotRequired[Literal["stop", "length", "content-filter", "tool-calls", "error", "other"]]
    messageMetadata: NotRequired[AnswerMetadata]


class ErrorChunk(TypedDict):
    """The message will not be completed; nothing follows but the end of the stream."""

    type: Literal["error"]
    errorText: str


class AbortChunk(TypedDict):
    """Somebody stopped the answer on purpose; nothing follows but the end of the stream."""

    type: Literal["abort"]


CHUNKS = (
    *(StartChunk, StartStepChunk, TextStartChunk, TextDeltaChunk, TextEndChunk),
    *(ReasoningStartChunk, ReasoningDeltaChunk, ReasoningEndChunk),
    *(ToolInputStartChunk, ToolInputDeltaChunk, ToolInputAvailableChunk, ToolInputErrorChunk),
    *(ToolOutputAvailableChunk, ToolOutputErrorChunk, ToolOutputDeniedChunk, ToolApprovalRequestChunk),
    *(SourceUrlChunk, SourceDocumentChunk, FileChunk, DataErrorChunk, DataChunk, MessageMetadataChunk),
    *(FinishStepChunk, FinishChunk, ErrorChunk, AbortChunk),
)
