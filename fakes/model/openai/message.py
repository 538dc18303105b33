"""One message of a conversation, as the API accepts it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from fakes.model.field import Field
from fakes.model.openai.images import read_image
from fakes.model.prompt import MadeCall, Role, ToolResult, Turn

ROLES: Final = ("developer", "system", "user", "assistant", "tool", "function")


_TURNS: Mapping[str, Role] = {"developer": "system", "system": "system", "user": "user", "assistant": "assistant"}


@dataclass(frozen=True, slots=True)
class Message:
    """A message: who speaks, its texts joined, the kinds of its images, and the tool calls that it makes or answers."""

    role: str
    text: str = ""
    images: tuple[str, ...] = ()
    calls: tuple[MadeCall, ...] = ()
    answers: str | None = None

    @classmethod
    def parse(cls, field: Field) -> "Message":
        """Read a message.

        Raises:
            FieldError: the role is unknown, or something that the role needs is absent or of another type.
        """
        role = field.require("role").one_of(ROLES)
        calls = tuple(map(_read_call, field.require("tool_calls").items())) if _calls_tools(role, field) else ()
        content = _read_content(role, field, optional=bool(calls) or _calls_function(role, field))
        if name := field.get("name"):
            name.string()
        if role == "function":
            field.require("name").string()
        answers = field.require("tool_call_id").string() if role == "tool" else None
        return cls(role, "".join(content.texts), tuple(content.images), calls, answers)

    @property
    def turn(self) -> Turn:
        """The message as every dialect would have said it."""
        if self.role == "tool":
            return Turn("tool", self.text, result=ToolResult(self.answers or ""))
        if self.role == "function":
            return Turn("tool", self.text, result=ToolResult(""))
        return Turn(_TURNS[self.role], self.text, self.images, self.calls)


@dataclass(frozen=True, slots=True)
class _Content:
    texts: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)


_PartReader = Callable[[Field, _Content], None]


def _read_text(part: Field, content: _Content) -> None:
    content.texts.append(part.require("text").string())


def _read_refusal(part: Field, content: _Content) -> None:
    content.texts.append(part.require("refusal").string())


def _read_picture(part: Field, content: _Content) -> None:
    content.images.append(read_image(part))


def _read_audio(part: Field, content: _Content) -> None:  # noqa: ARG001 - it is judged, and nobody listens to it
    audio = part.require("input_audio")
    audio.require("data").string()
    audio.require("format").one_of(("wav", "mp3"))


def _read_file(part: Field, content: _Content) -> None:  # noqa: ARG001 - it is judged, and nobody reads it
    file = part.require("file")
    for name in ("file_id", "file_data", "filename"):
        if value := file.get(name):
            value.string()


_TEXT_PARTS: Mapping[str, _PartReader] = {"text": _read_text}
_PARTS: Mapping[str, Mapping[str, _PartReader]] = {
    "user": {"text": _read_text, "image_url": _read_picture, "input_audio": _read_audio, "file": _read_file},
    "assistant": {"text": _read_text, "refusal": _read_refusal},
}


def _read_content(role: str, message: Field, *, optional: bool) -> _Content:
    content = _Content()
    value = message.get("content")
    if value is None and (optional or (role == "function" and "content" in message.keys())):  # noqa: SIM118 - a method
        return content
    value = value or message.require("content")
    if isinstance(value.value, str):
        content.texts.append(value.value)
        return content
    if not isinstance(value.value, list):
        raise value.fail("must be a string or an array of parts", "invalid_type")
    readers = _PARTS.get(role, _TEXT_PARTS)
    parts = tuple(value.items())
    if not parts:
        raise value.fail("must not be empty", "empty_array")
    for part in parts:
        readers[part.require("type").one_of(readers)](part, content)
    return content


def _calls_tools(role: str, message: Field) -> bool:
    calls = message.get("tool_calls")
    if role != "assistant" or calls is None:
        return False
    if not tuple(calls.items()):
        raise calls.fail("must not be empty; leave it out instead", "empty_array")
    return True


def _calls_function(role: str, message: Field) -> bool:
    call = message.get("function_call")
    if role != "assistant" or call is None:
        return False
    call.require("name").string()
    call.require("arguments").string()
    return True


def _read_call(call: Field) -> MadeCall:
    kind = call.require("type").one_of(("function", "custom"))
    tool = call.require(kind)
    name = tool.require("name").string()
    arguments = tool.require("arguments" if kind == "function" else "input").string()
    return MadeCall(call.require("id").string(), name, arguments)
