"""Messages as frontends send them (ai 4 and 5 to 7, and the core messages of direct calls) -> our own.

Rules: ``convertToCoreMessages`` of ai 4.3 for messages with ``content``, ``convertToModelMessages`` of ai 5 to 7 for
messages with ``parts`` only. Parts that carry nothing for a model (source, data) are passed over.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import assert_never

from msgspec import Struct

from service.assistant_messages import read_assistant
from service.attachments import Attachment, read_attachment
from service.errors import EmptyMessages, MessageTooLong, TooManyMessages, UnknownRole
from service.field import Field
from service.messages import AssistantMessage, Message, SystemMessage, TextPart, ToolMessage, UserMessage
from service.well_formed import well_formed


class MessageLimits(Struct, frozen=True, kw_only=True):
    """How much conversation is read.

    Attributes:
        messages: most messages in a request.
        characters: most characters of text in one message; files and thoughts do not count: the body's size bounds
            them, and thoughts that their provider did not sign are told to nobody.
    """

    messages: int
    characters: int


def read_messages(field: Field, limits: MessageLimits, *, awaited: Collection[str] = ()) -> tuple[Message, ...]:
    """Return the conversation that stands in ``field``.

    Args:
        field: the messages.
        limits: how much of them is read.
        awaited: ids of calls in the last message whose results the caller is about to add; see ``approvals``.

    Raises:
        InvalidRequest: or one of its subclasses, naming the field.
    """
    items = list(field.items())
    if len(items) > limits.messages:
        raise TooManyMessages(f"{field.path} has {len(items)} messages, at most {limits.messages} are read")
    messages = tuple(
        message
        for number, item in enumerate(items, 1)
        for message in _read_message(item, limits, awaited if number == len(items) else ())
    )
    if not messages:
        raise EmptyMessages(f"{field.path} must not be empty")
    return messages


def read_prompt(field: Field, limits: MessageLimits) -> UserMessage:
    """Return a bare prompt as what the user said.

    Raises:
        InvalidRequest: or one of its subclasses, naming the field.
    """
    message = UserMessage((TextPart(well_formed(field.string())),))
    if not field.value:
        raise EmptyMessages(f"{field.path} must not be empty")
    _check_length(field, (message,), limits)
    return message


def _read_message(field: Field, limits: MessageLimits, awaited: Collection[str]) -> tuple[Message, ...]:
    role = field.required("role").string()
    match role:
        case "system":
            messages: tuple[Message, ...] = (SystemMessage("".join(_texts(_parts(field)))),)
        case "user":
            messages = (UserMessage((*_user_parts(field), *_attachments(field))),)
        case "assistant":
            messages = tuple(read_assistant(field, _parts(field), awaited))
        case "data":
            # ai 4's own role for data that no model should see.
            messages = ()
        case _:
            raise UnknownRole(f"{field.path}.role is not system, user, assistant or data: {role[:100]}")
    _check_length(field, messages, limits)
    return messages


def _check_length(field: Field, messages: Iterable[Message], limits: MessageLimits) -> None:
    length = sum(len(text) for message in messages for text in _spoken(message))
    if length > limits.characters:
        raise MessageTooLong(f"{field.path} has {length} characters of text, at most {limits.characters} are read")


def _spoken(message: Message) -> Iterator[str]:
    match message:
        case SystemMessage(text) | ToolMessage(_, text):
            yield text
        case AssistantMessage(text, calls):
            yield text or ""
            yield from (call.arguments for call in calls)
        case UserMessage(parts):
            yield from (part.text for part in parts if isinstance(part, TextPart))
        case _ as unreachable:
            assert_never(unreachable)


def _parts(field: Field) -> list[Field]:
    """Return a message's parts; plain content counts as one text part.

    An empty ``parts`` beside a ``content`` is what ai 4 keeps for messages that were set by hand, so content counts.
    """
    parts = field.member("parts")
    if parts is not None and (found := list(parts.items())):
        return found
    content = field.member("content")
    if content is None:
        if parts is None:
            raise field.fail("needs content or parts")
        return []
    if isinstance(content.value, str):
        return [Field({"type": "text", "text": content.value}, content.path)]
    return list(content.items())


def _texts(parts: Iterable[Field]) -> Iterator[str]:
    for part in parts:
        if part.required("type").string() == "text":
            yield well_formed(part.required("text").string())


def _user_parts(field: Field) -> Iterator[Attachment]:
    for part in _parts(field):
        match part.required("type").string():
            case "text":
                yield TextPart(well_formed(part.required("text").string()))
            case "file":
                yield _file(part)
            case "image":
                yield _core_image(part)
            case "image_url":
                yield read_attachment(part.required("image_url").required("url"), "image/*")
            case _:
                pass


def _file(part: Field) -> Attachment:
    media_type, filename = part.text("mediaType") or part.text("mimeType"), part.text("filename")
    url = part.member("url")
    if url is not None:
        return read_attachment(url, media_type, filename)
    return _inline(part.required("data"), media_type, filename)


def _core_image(part: Field) -> Attachment:
    """Return a core message's image: an address, a data URL, or bare base64."""
    return _inline(part.required("image"), part.text("mediaType") or part.text("mimeType") or "image/*")


def _inline(data: Field, media_type: str | None, filename: str | None = None) -> Attachment:
    if data.string()[:6].lower().startswith(("http:", "https:", "data:")):
        return read_attachment(data, media_type, filename)
    if media_type is None:
        raise data.fail("needs a media type")
    return read_attachment(Field(f"data:{media_type};base64,{data.string()}", data.path), media_type, filename)


def _attachments(field: Field) -> Iterator[Attachment]:
    """Yield ai 4's ``experimental_attachments``."""
    attachments = field.member("experimental_attachments")
    if attachments is not None:
        for attachment in attachments.items():
            yield read_attachment(attachment.required("url"), attachment.text("contentType"))
