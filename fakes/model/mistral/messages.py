"""The messages of a request to Mistral -> the same messages as OpenAI's API takes them."""

from collections.abc import Callable, Mapping

from fakes.model import compact_json
from fakes.model.api_error import ApiError
from fakes.model.field import Field

_MEMBERS: Mapping[str, frozenset[str]] = {
    "assistant": frozenset(("role", "content", "tool_calls", "prefix")),
    "system": frozenset(("role", "content")),
    "tool": frozenset(("role", "content", "tool_call_id", "name")),
    "user": frozenset(("role", "content")),
}
_KINDS = ("text", "image_url", "document_url", "reference", "file", "input_audio", "thinking")

ORDER = "message_order"
"""The code of an ApiError that says that messages stand in an order in which they may not."""


def read_messages(messages: Field) -> list[dict[str, object]]:
    """Return the messages.

    Raises:
        ApiError: they stand in an order in which they may not.
        FieldError: one of them has a member or a part that it may not have.
    """
    given = tuple(messages.items())
    if not given:
        raise messages.fail("must hold at least one message", "empty_array")
    read = [_read(message) for message in given]
    _check_order([str(message["role"]) for message in read], given[-1])
    return read


def _check_order(roles: list[str], last: Field) -> None:
    before = ""
    for role in roles:
        if role == "tool" and before not in ("assistant", "tool"):
            told = f" after role '{before}'" if before else ""
            raise ApiError(400, f"Unexpected role 'tool'{told}", code=ORDER)
        before = role
    prefix = last.get("prefix")
    if before == "assistant" and not (prefix and prefix.boolean()):
        raise ApiError(
            400,
            "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant",
            code=ORDER,
        )


def _read(message: Field) -> dict[str, object]:
    role = message.require("role").one_of(_MEMBERS)
    for name in message.keys():  # noqa: SIM118 - a method of its own, not a dict's
        if name not in _MEMBERS[role]:
            raise Field(None, f"{message.path}.{role}.{name}").fail("is unknown", "unknown_parameter")
    read: dict[str, object] = {"role": role}
    calls = message.get("tool_calls")
    if calls is not None and (read_calls := [_read_call(call) for call in calls.items()]):
        read["tool_calls"] = read_calls
    content = _read_content(message)
    if content or "tool_calls" not in read:
        read["content"] = content
    if role == "tool":
        read["tool_call_id"] = message.require("tool_call_id").string()
    return read


def _read_content(message: Field) -> object:
    content = message.get("content")
    if content is None:
        return ""
    if isinstance(content.value, str):
        return content.value
    # What has no words, and is no image, is judged by its kind only.
    parts = [_PARTS[kind](part) for part in content.items() if (kind := part.require("type").one_of(_KINDS)) in _PARTS]
    return parts or ""


def _read_text(part: Field) -> dict[str, object]:
    return {"type": "text", "text": part.require("text").string()}


def _read_image(part: Field) -> dict[str, object]:
    image = part.require("image_url")
    value = {"url": image.value} if isinstance(image.value, str) else image.value
    return {"type": "image_url", "image_url": value}


_PARTS: Mapping[str, Callable[[Field], dict[str, object]]] = {"text": _read_text, "image_url": _read_image}


def _read_call(call: Field) -> dict[str, object]:
    function = call.require("function")
    arguments = function.require("arguments").value
    if not isinstance(arguments, str):
        # Calls may come back as objects; they are told as text.
        arguments = compact_json.encode(arguments).decode()
    call_id = call.get("id")
    told = {"name": function.require("name").string(), "arguments": arguments}
    return {"id": call_id.string() if call_id else "null", "type": "function", "function": told}
