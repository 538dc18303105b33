"""``messages`` of a chat -> the turns of the conversation."""

import base64
import binascii
from collections.abc import Iterator, Mapping

from fakes.model import compact_json
from fakes.model.field import Field
from fakes.model.ollama.body import string
from fakes.model.prompt import MadeCall, Role, ToolResult, Turn

_ROLES: Mapping[str, Role] = {"system": "system", "user": "user", "assistant": "assistant", "tool": "tool"}
_BEGINNINGS: Mapping[bytes, str] = {b"\x89PNG": "PNG", b"\xff\xd8": "JPEG", b"GIF8": "GIF", b"RIFF": "WEBP"}


def read_messages(messages: Field) -> tuple[Turn, ...]:
    """Return the turns. A tool's answer goes to the first open call of its name, for calls here have no ids.

    Raises:
        FieldError: something in a message is of another type than it must be.
    """
    return tuple(_turns(messages))


def read_images(message: Field) -> tuple[str, ...]:
    """Return the kinds of a message's images.

    Raises:
        FieldError: one of them is not base64.
    """
    images = message.get("images")
    return tuple(map(_image, images.items())) if images else ()


def _turns(messages: Field) -> Iterator[Turn]:
    open_calls: list[MadeCall] = []
    made = 0
    for message in messages.items():
        role = _ROLES[_role(message.require("role"))]
        text, images = string(message, "content"), read_images(message)
        string(message, "thinking")
        calls = tuple(_calls(message, made))
        if role == "tool":
            yield Turn("tool", text, result=_result(message, open_calls))
            continue
        made += len(calls)
        open_calls.extend(calls)
        yield Turn(role, text, images, calls)


def _role(field: Field) -> str:
    # The server takes roles in any case.
    return Field(field.string().lower(), field.path).one_of(_ROLES)


def _calls(message: Field, made: int) -> Iterator[MadeCall]:
    calls = message.get("tool_calls")
    for number, call in enumerate(calls.items() if calls else ()):
        function = call.require("function")
        arguments = function.get("arguments")
        if arguments:
            arguments.keys()
        text = compact_json.encode(arguments.value if arguments else {}).decode()
        yield MadeCall(string(call, "id") or f"call_{made + number}", function.require("name").string(), text)


def _result(message: Field, open_calls: list[MadeCall]) -> ToolResult:
    name, id_ = string(message, "tool_name"), string(message, "tool_call_id")
    found = [call for call in open_calls if (call.id == id_ if id_ else not name or call.name == name)]
    if not found:
        return ToolResult(id_, name)
    open_calls.remove(found[0])
    return ToolResult(found[0].id, name or found[0].name)


def _image(image: Field) -> str:
    try:
        data = base64.b64decode(image.string(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Field(None).fail("illegal base64 data in an image", "invalid_base64") from error
    return next((kind for beginning, kind in _BEGINNINGS.items() if data.startswith(beginning)), "IMAGE")
