"""Errors in Groq's shape and words (https://console.groq.com/docs/errors).

A schema judges its requests, and the words are those of the library that reads the schema.
"""

import re
from collections.abc import Callable, Mapping

from fakes.model import compact_json
from fakes.model.api_error import ApiError
from fakes.model.field import FieldError
from fakes.model.model_name import UnknownModel
from fakes.model.openai.refusal import message as openai_message
from fakes.model.reply import Reply, json_reply

_SERVER_ERROR = 500
_TOO_MANY = 429
_CODES = frozenset(("invalid_api_key", "model_not_found", "rate_limit_exceeded", "context_length_exceeded"))
_PARAMS = ("response_format", "messages", "reasoning_format")
_VALUES: Mapping[str, str] = {
    "a number": "a number",
    "a string or an array of parts": "a string or an array",
}
_INDEX = re.compile(r"\[(\d+)\]")


def error_body(error: ApiError) -> dict[str, object]:
    """Return the object that says what is wrong. What has no place and no code has no key for it either."""
    body: dict[str, object] = {"message": _message(error), "type": _type(error)}
    if error.field is None and error.param in _PARAMS:
        body["param"] = error.param
    if error.code in _CODES:
        body["code"] = error.code
    return body


def refusal(error: ApiError, signature: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Return an error as an answer, under the headers of every answer."""
    return json_reply({"error": error_body(error)}, status=error.status, headers=(*error.headers, *signature))


def stream_error(error: ApiError) -> bytes:
    """Return the event that says, inside a stream, that it has failed; Groq names it, and says the status in it."""
    body = {"error": {**error_body(error), "status_code": error.status}}
    return b"event: error\ndata: " + compact_json.encode(body) + b"\n\n"


def _type(error: ApiError) -> str:
    if error.status >= _SERVER_ERROR:
        return "internal_server_error"
    if error.status == _TOO_MANY:
        return "tokens" if "token" in error.message.lower() else "requests"
    return "invalid_request_error"


def _message(error: ApiError) -> str:
    if error.field is not None:
        return _WORDS.get(error.field.code, _invalid)(error.field)
    if isinstance(error, UnknownModel):
        return f"The model `{error.model}` does not exist or you do not have access to it."
    if error.code == "context_length_exceeded":
        return "Please reduce the length of the messages or completion."
    return error.message


def _dotted(path: str) -> str:
    return _INDEX.sub(r".\1", path)


def _place(field: FieldError) -> str:
    return f"'{_dotted(field.path)}'"


def _missing(field: FieldError) -> str:
    place, _, name = field.path.rpartition(".")
    at = f"'{_dotted(place)}' : " if place else ""
    return f"{at}property '{name}' is missing"


def _unknown(field: FieldError) -> str:
    return f"property '{field.path}' is unsupported"


def _mistyped(field: FieldError) -> str:
    wanted = field.expected or field.complaint.removeprefix("must be ")
    return f"{_place(field)} : value must be {_VALUES.get(wanted, wanted)}"


def _below(field: FieldError) -> str:
    return f"{_place(field)} : number must be at least {field.expected}"


def _above(field: FieldError) -> str:
    return f"{_place(field)} : number must be at most {field.expected}"


def _empty(field: FieldError) -> str:
    return f"{_place(field)} : minimum number of items is 1"


def _bad_turn(field: FieldError) -> str:
    return openai_message(ApiError.of(field))


def _invalid(field: FieldError) -> str:
    if field.path.endswith("].role") and field.supported:
        return f"'{_dotted(field.path).removesuffix('.role')}' : discriminator property 'role' has invalid value"
    if field.supported:
        return f"{_place(field)} : value is not one of the allowed values [{','.join(map(repr, field.supported))}]"
    return str(field)


_WORDS: Mapping[str, Callable[[FieldError], str]] = {
    "missing_required_parameter": _missing,
    "unknown_parameter": _unknown,
    "invalid_type": _mistyped,
    "below_minimum": _below,
    "above_maximum": _above,
    "empty_array": _empty,
    "invalid_tool_turn": _bad_turn,
}
