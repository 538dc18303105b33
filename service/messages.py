"""A conversation in no provider's and no client's dialect."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of text."""

    text: str


@dataclass(frozen=True, slots=True)
class ImagePart:
    """An image: an ``http(s)`` address, or a ``data:`` address with its true media type and base64 bytes."""

    url: str


@dataclass(frozen=True, slots=True)
class SystemMessage:
    """Instructions."""

    text: str


@dataclass(frozen=True, slots=True)
class UserMessage:
    """What the user said and showed, in order."""

    parts: tuple[TextPart | ImagePart, ...]


@dataclass(frozen=True, slots=True)
class AssistantMessage:
    """What the model answered earlier."""

    text: str


Message = SystemMessage | UserMessage | AssistantMessage
