"""One message of a conversation: its blocks, read into what the model hears."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fakes.model import compact_json
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.prompt import MadeCall, Role, Turn

_ROLES: Mapping[str, Role] = {"user": "user", "assistant": "assistant"}
_ONLY = {"toolUse": "assistant", "toolResult": "user"}
_TOOLS = {"toolUse": "tool_use", "toolResult": "tool_result"}


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool answered to the call with this id."""

    call_id: str
    text: str
    images: tuple[str, ...]
    failed: bool


@dataclass(slots=True)
class Message:
    """A message; ``index`` is its place in the conversation. ``kinds`` are the keys of its blocks, in their order."""

    role: Role
    index: int = 0
    kinds: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    calls: list[MadeCall] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where its content is in the request."""
        return f"messages.{self.index}.content"

    @property
    def turn(self) -> Turn:
        """What it says itself, its results left out."""
        return Turn(self.role, "".join(self.texts), tuple(self.images), tuple(self.calls))


_Reader = Callable[[Field, Message, str], None]


def read_message(entry: Field, index: int) -> Message:
    """Return a message whose shape is right.

    Raises:
        ApiError: it is empty, or has a block that its role must not have.
    """
    message = Message(_ROLES[entry.require("role").string()], index)
    blocks = tuple(entry.require("content").items())
    if not blocks:
        raise _refused(
            f"The content field in the Message object at messages.{index} is empty. "
            "Add a ContentBlock object to the content field and try again.",
            message.place,
        )
    for number, block in enumerate(blocks):
        read_block(block, message, f"{message.place}.{number}")
    if "document" in message.kinds and not {"text", "toolResult"} & set(message.kinds):
        raise _refused(f"{message.place}: a text block must be included when a document is used.", message.place)
    return message


def read_block(block: Field, message: Message, place: str) -> None:
    """Read a block into a message; ``place`` is where it stands.

    Raises:
        ApiError: its text is blank, or the message's role must not have such a block.
    """
    kind = next(name for name in _READERS if block.get(name) is not None)
    if _ONLY.get(kind, message.role) != message.role:
        raise _refused(
            f"The model returned the following errors: messages.{message.index}: `{_TOOLS[kind]}` blocks can only be "
            f"in `{_ONLY[kind]}` messages",
            place,
        )
    message.kinds.append(kind)
    _READERS[kind](block.require(kind), message, place)


def _text(text: Field, message: Message, place: str) -> None:
    if not text.string().strip():
        raise _refused(
            f"The text field in the ContentBlock object at {place} is blank. "
            "Add text to the text field, and try again.",
            place,
        )
    message.texts.append(text.string())


def _image(image: Field, message: Message, place: str) -> None:  # noqa: ARG001 - every reader is asked in one way
    message.images.append(image.require("format").string().upper())


def _document(document: Field, message: Message, place: str) -> None:  # noqa: ARG001 - as above
    """Read the part of a document that is text already: nobody opens files."""
    source = document.require("source")
    if text := source.get("text"):
        message.texts.append(text.string())
    _texts(source, message)


def _texts(holder: Field, message: Message, place: str = "") -> None:  # noqa: ARG001 - as above
    if content := holder.get("content"):
        message.texts.extend(entry.require("text").string() for entry in content.items())


def _guarded(guarded: Field, message: Message, place: str) -> None:
    if text := guarded.get("text"):
        _text(text.require("text"), message, place)
    if image := guarded.get("image"):
        _image(image, message, place)


def _call(call: Field, message: Message, place: str) -> None:  # noqa: ARG001 - as above
    arguments = compact_json.encode(call.require("input").value).decode()
    message.calls.append(MadeCall(call.require("toolUseId").string(), call.require("name").string(), arguments))


def _result(result: Field, message: Message, place: str) -> None:
    held = Message(message.role, message.index)
    blocks = tuple(result.require("content").items())
    status = result.get("status")
    failed = status is not None and status.value == "error"
    if failed and not blocks:
        raise _refused(
            f"The content field at {place}.toolResult cannot be empty when status value is error.",
            place,
        )
    for number, block in enumerate(blocks):
        if (document := block.get("json")) is not None:
            held.texts.append(compact_json.encode(document.value).decode())
        elif (text := block.get("text")) is not None:
            held.texts.append(text.string())
        else:
            read_block(block, held, f"{place}.toolResult.content.{number}")
    call_id = result.require("toolUseId").string()
    message.results.append(Result(call_id, "".join(held.texts), tuple(held.images), failed))


def _skip(block: Field, message: Message, place: str) -> None:
    """Read nothing: the model does not hear it."""


_READERS: Mapping[str, _Reader] = {
    "text": _text,
    "image": _image,
    "document": _document,
    "toolUse": _call,
    "toolResult": _result,
    "guardContent": _guarded,
    "searchResult": _texts,
    "citationsContent": _texts,
    **dict.fromkeys(("video", "audio", "cachePoint", "reasoningContent"), _skip),
}


def _refused(message: str, place: str) -> ApiError:
    return ApiError(400, message, code="invalid_value", param=place)
