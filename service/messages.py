"""A conversation in no provider's and no client's dialect."""

from msgspec import Struct


class TextPart(Struct, frozen=True):
    """A piece of text."""

    text: str


class ImagePart(Struct, frozen=True):
    """An image: an ``http(s)`` address, or a ``data:`` address with its true media type and base64 bytes."""

    url: str


class FilePart(Struct, frozen=True):
    """A document or a sound.

    Attributes:
        media_type: in lower case.
        url: a ``data:`` address of this type, with base64 bytes.
        filename: None where nobody gave it one.
    """

    media_type: str
    url: str
    filename: str | None = None


class ReasoningPart(Struct, frozen=True):
    """What the model thought: a text, which may be signed, or what only its provider can read.

    Attributes:
        text: empty for nothing readable.
        provider: who signed or sealed it; empty for nobody.
        signature: the provider's proof that its model thought so.
        data: the sealed thoughts.
    """

    text: str
    provider: str = ""
    signature: str = ""
    data: str = ""


class SystemMessage(Struct, frozen=True):
    """Instructions."""

    text: str


class UserMessage(Struct, frozen=True):
    """What the user said and showed, in order."""

    parts: tuple[TextPart | ImagePart | FilePart, ...]


class ToolCall(Struct, frozen=True):
    """A tool that the model called; the arguments are a JSON object, as text."""

    id: str
    name: str
    arguments: str


class AssistantMessage(Struct, frozen=True):
    """What the model answered earlier; text is None where it only called tools."""

    text: str | None
    calls: tuple[ToolCall, ...] = ()
    reasoning: tuple[ReasoningPart, ...] = ()


class ToolMessage(Struct, frozen=True):
    """What the tool that was called with this id returned."""

    call_id: str
    text: str


Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage
