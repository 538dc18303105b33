"""What happens in an answer, in the order in which a client may be told: the domain events every protocol encodes.

Names are noun-verb, with start, delta and end. The order they may come in is grammar.py's. Ids name what belongs
together: the deltas of a part, the input and the output of a tool call.
"""

from collections.abc import Mapping

from msgspec import Struct

from service.field import JSON
from service.tool_events import ToolEvent
from service.usage import FinishReason, Usage

Metadata = Mapping[str, JSON]


class MessageStart(Struct, frozen=True):
    """The assistant's message begins, or goes on: then the id is that of the message in the request."""

    message_id: str
    metadata: Metadata | None = None


class StepStart(Struct, frozen=True):
    """One call of the model begins."""

    message_id: str


class TextStart(Struct, frozen=True):
    """A text part opens."""

    part_id: str


class TextDelta(Struct, frozen=True):
    """Text to append to the open part; never empty."""

    part_id: str
    text: str


class TextDeltas(Struct, frozen=True):
    """Texts to append to the open part, two or more, none empty: what as many TextDelta in a row say, told at once."""

    part_id: str
    texts: tuple[str, ...]


class TextEnd(Struct, frozen=True):
    """The text part is complete."""

    part_id: str


class ReasoningStart(Struct, frozen=True):
    """A part of what the model thinks opens."""

    part_id: str


class ReasoningDelta(Struct, frozen=True):
    """Thoughts to append to the open part; never empty."""

    part_id: str
    text: str


class ReasoningEnd(Struct, frozen=True):
    """The part is complete.

    Attributes:
        part_id: which.
        provider: whose signature it is; empty for none.
        signature: the provider's proof that it thought so, which it wants back in the next request.
    """

    part_id: str
    provider: str = ""
    signature: str = ""


class RedactedReasoning(Struct, frozen=True):
    """Thoughts that only the provider can read, and wants back in the next request."""

    part_id: str
    provider: str
    data: str


class SourceUrl(Struct, frozen=True):
    """A page that the answer rests on."""

    source_id: str
    url: str
    title: str | None = None


class SourceDocument(Struct, frozen=True):
    """A document that the answer rests on."""

    source_id: str
    media_type: str
    title: str
    filename: str | None = None


class File(Struct, frozen=True):
    """Something that the model made; ``url`` is ``data:`` with base64, or ``http(s)``."""

    media_type: str
    url: str


class Data(Struct, frozen=True):
    """Something of the application's own.

    Attributes:
        name: its kind.
        value: whatever the application says.
        data_id: what comes later with the same name and id takes its place.
        transient: shown, and not kept in the message.
    """

    name: str
    value: JSON
    data_id: str | None = None
    transient: bool = False


class Annotation(Struct, frozen=True):
    """Something about the message, merged into what is known about it."""

    metadata: Metadata


class StepEnd(Struct, frozen=True):
    """The call of the model is over, and so are the tools that it called here."""

    finish_reason: FinishReason
    usage: Usage


class MessageEnd(Struct, frozen=True):
    """The verdict: the message is complete. Usage is summed over its steps."""

    finish_reason: FinishReason
    usage: Usage
    metadata: Metadata | None = None


class Abort(Struct, frozen=True):
    """The verdict: somebody stopped the answer on purpose."""

    usage: Usage


class Failure(Struct, frozen=True):
    """The verdict: the message will not be completed. Both texts are ours and public."""

    code: str
    message: str


Event = (
    MessageStart
    | StepStart
    | TextStart
    | TextDelta
    | TextDeltas
    | TextEnd
    | ReasoningStart
    | ReasoningDelta
    | ReasoningEnd
    | RedactedReasoning
    | ToolEvent
    | SourceUrl
    | SourceDocument
    | File
    | Data
    | Annotation
    | StepEnd
    | MessageEnd
    | Abort
    | Failure
)
