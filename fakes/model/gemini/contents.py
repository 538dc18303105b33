"""``contents`` and ``systemInstruction`` -> the turns of the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model import compact_json
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.gemini.messages import PART_DATA
from fakes.model.prompt import MadeCall, ToolResult, Turn

_ROLES = ("user", "model", "function")
_SUFFIXES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
_FAILURE = "error"


@dataclass(frozen=True, slots=True)
class _Response:
    """What a function answered: the id of its call where it was sent, its name, and its words."""

    id: str
    name: str
    text: str
    failed: bool


@dataclass(frozen=True, slots=True)
class _Content:
    """One entry of ``contents``. Calls have their ids, which are empty where they were not sent."""

    role: str
    text: str
    images: tuple[str, ...]
    calls: tuple[MadeCall, ...]
    responses: tuple[_Response, ...]


def read_turns(body: Field) -> tuple[Turn, ...]:
    """Return the turns of a request, the system's first.

    Raises:
        ApiError: the order of calls and responses is wrong, or a role is none.
        FieldError: a content or a part lacks what it needs.
    """
    field = body.get("contents")
    if field is None or not field.value:
        raise Field(None, "contents").fail("contents is not specified", "missing_required_parameter")
    contents = [_read_content(entry) for entry in field.items()]
    _check_order(contents)
    system = body.get("system_instruction")
    return (
        *(() if system is None else (Turn("system", _read_content(system, instructs=True).text),)),
        *_turns(contents),
    )


def read_text(content: Field) -> str:
    """Return the texts of one content, joined.

    Raises:
        ApiError: its role is none.
        FieldError: it has no parts, or one of them is empty.
    """
    return _read_content(content).text


def _read_content(content: Field, *, instructs: bool = False) -> _Content:
    role = content.get("role")
    name = role.string() if role and role.value else "user"
    if name not in _ROLES and not instructs:
        raise ApiError(400, "Please use a valid role: user, model.", param=f"{content.path}.role")
    parts = content.get("parts")
    if parts is None or not parts.value:
        raise Field(None, f"{content.path}.parts").fail("contents.parts must not be empty.", "empty_array")
    read = list(parts.items())
    for part in read:
        if not any(part.get(data) for data in PART_DATA):
            raise Field(None, f"{part.path}.data").fail(
                "required oneof field 'data' must have one initialized field", "missing_required_parameter"
            )
    return _Content(
        role=name,
        text="".join(map(_text, read)),
        images=tuple(image for part in read for image in _image(part)),
        calls=tuple(_call(call) for part in read if (call := part.get("function_call"))),
        responses=tuple(_response(said) for part in read if (said := part.get("function_response"))),
    )


def _text(part: Field) -> str:
    text, thought = part.get("text"), part.get("thought")
    return "" if text is None or (thought and thought.boolean()) else text.string()


def _image(part: Field) -> tuple[str, ...]:
    blob, file = part.get("inline_data"), part.get("file_data")
    source = blob or file
    if source is None:
        return ()
    if file:
        _named(file, "file_uri")
    kind = source.get("mime_type")
    if kind is None and blob:
        raise Field(None, f"{source.path}.mime_type").fail("must be set", "missing_required_parameter")
    media, _, subtype = (kind.string() if kind else "").partition("/")
    if media not in ("image", ""):
        return ()
    if subtype:
        return (_SUFFIXES.get(subtype, subtype.upper()),)
    return (_SUFFIXES.get(source.require("file_uri").string().rpartition(".")[2].lower(), "linked"),)


def _call(call: Field) -> MadeCall:
    args, id_ = call.get("args"), call.get("id")
    arguments = compact_json.encode(args.value if args else {}).decode()
    return MadeCall(id_.string() if id_ else "", _named(call, "name"), arguments)


def _response(said: Field) -> _Response:
    name, id_ = _named(said, "name"), said.get("id")
    response = said.get("response")
    answer = dict.fromkeys(response.keys()) if response else {}
    # Clients wrap an answer that is no object in an object of one member, each in its own way.
    answer.pop("name", None)
    value = response.value if response else {}
    if response and len(answer) == 1:
        member = response.get(next(iter(answer)))
        value = member.value if member else None
    text = value if isinstance(value, str) else compact_json.encode(value).decode()
    return _Response(id_.string() if id_ else "", name, text, _FAILURE in answer)


def _named(message: Field, field: str) -> str:
    name = message.get(field)
    if name is None or not name.value:
        title = "Name" if field == "name" else field
        raise Field(None, f"{message.path}.{field}").fail(f"{title} cannot be empty.", "missing_required_parameter")
    return name.string()


def _check_order(contents: Sequence[_Content]) -> None:
    open_calls = 0
    before = ""
    for content in contents:
        if content.responses and not open_calls:
            raise _disorder("function response turn comes immediately after a function call turn")
        if content.calls and before in ("", "model"):
            raise _disorder("function call turn comes immediately after a user turn or after a function response turn")
        if len(content.responses) > open_calls or (open_calls and not content.responses):
            raise _disorder(
                "the number of function response parts is equal to the number of function call parts of the function "
                "call turn"
            )
        open_calls += len(content.calls) - len(content.responses)
        before = content.role


def _disorder(rule: str) -> ApiError:
    return ApiError(400, f"Please ensure that {rule}.", code="invalid_tool_turn", param="contents")


def _turns(contents: Sequence[_Content]) -> list[Turn]:
    turns: list[Turn] = []
    open_calls: list[MadeCall] = []
    made = 0
    for content in contents:
        calls = []
        for call in content.calls:
            calls.append(MadeCall(call.id or f"call_{made}", call.name, call.arguments))
            made += 1
        open_calls.extend(calls)
        turns.extend(_answered(response, open_calls) for response in content.responses)
        if content.role == "model":
            turns.append(Turn("assistant", content.text, content.images, tuple(calls)))
        elif content.text or content.images or not content.responses:
            turns.append(Turn("user", content.text, content.images))
    return turns


def _answered(response: _Response, open_calls: list[MadeCall]) -> Turn:
    """Return the turn of a response: to the call with its id, else the first of its name, else the first of all."""
    call = next(
        (call for call in open_calls if call.id == response.id),
        next((call for call in open_calls if call.name == response.name), open_calls[0]),
    )
    open_calls.remove(call)
    return Turn("tool", response.text, result=ToolResult(response.id or call.id, response.name, response.failed))
