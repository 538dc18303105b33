"""Every line that a data stream of ours may hold, by its code: what service.protocols.data_stream writes.

Source: ``parseDataStreamPart`` of @ai-sdk/ui-utils 1.2.11, less what we never send.
"""

from typing import Literal, NotRequired, TypedDict

from msgspec import Struct

from service.field import JSON
from service.openapi.error_shapes import DataStreamError
from service.usage import FinishReason


class StepIdentity(TypedDict):
    """Which message the step belongs to."""

    messageId: str


class StreamUsage(TypedDict):
    """Tokens, as ai 4 counts them; null where the provider did not say."""

    promptTokens: int | None
    completionTokens: int | None


class StreamStepFinish(TypedDict):
    """Why one call of the model ended, and what it cost."""

    finishReason: FinishReason
    usage: StreamUsage
    isContinued: Literal[False]


class StreamFinish(TypedDict):
    """Why the answer ended, and what all of its steps cost together."""

    finishReason: FinishReason
    usage: StreamUsage


class StreamData(TypedDict):
    """An item of the application's own in the data array, or a file that is given by address."""

    type: str
    id: NotRequired[str]
    data: JSON


class StreamToolStart(TypedDict):
    """The model begins to call a tool."""

    toolCallId: str
    toolName: str


class StreamToolDelta(TypedDict):
    """JSON text to append to the call's arguments."""

    toolCallId: str
    argsTextDelta: str


class StreamToolCall(TypedDict):
    """The call is complete."""

    toolCallId: str
    toolName: str
    args: JSON


class StreamToolResult(TypedDict):
    """What the tool returned; a tool that failed has an object with the member error."""

    toolCallId: str
    result: JSON


class StreamSource(TypedDict):
    """A page that the answer rests on."""

    sourceType: Literal["url"]
    id: str
    url: str
    title: NotRequired[str]


class StreamFile(TypedDict):
    """Something that the model made, in base64."""

    mimeType: str
    data: str


class StreamSignature(TypedDict):
    """The provider's proof of the thoughts before it."""

    signature: str


class StreamRedacted(TypedDict):
    """Thoughts that only the provider can read."""

    data: str


class Part(Struct, frozen=True):
    """A line: its code, what ai 4 calls it, the type of its JSON, and what it says."""

    code: str
    name: str
    value: object
    says: str


PARTS = (
    Part("f", "start_step", StepIdentity, "one call of the model begins"),
    Part("0", "text", str, "text to append"),
    Part("g", "reasoning", str, "thoughts to append"),
    Part("j", "reasoning_signature", StreamSignature, "the provider's proof of the thoughts before it"),
    Part("i", "redacted_reasoning", StreamRedacted, "thoughts that only the provider can read"),
    Part("b", "tool_call_streaming_start", StreamToolStart, "the model begins to call a tool"),
    Part("c", "tool_call_delta", StreamToolDelta, "JSON text to append to the call's arguments"),
    Part("9", "tool_call", StreamToolCall, "the call is complete"),
    Part("a", "tool_result", StreamToolResult, "what the tool returned, or why it failed"),
    Part("h", "source", StreamSource, "a page that the answer rests on"),
    Part("k", "file", StreamFile, "something that the model made"),
    Part("2", "data", list[DataStreamError | StreamData], "items of the data array; before an error, its code"),
    Part("8", "message_annotations", list[dict[str, JSON]], "something about the message"),
    Part("e", "finish_step", StreamStepFinish, "the call of the model is over"),
    Part("d", "finish_message", StreamFinish, "the answer is complete"),
    Part("3", "error", str, "the answer will not be completed, in our words; nothing follows"),
)
