"""Errors in Mistral's shapes and words, of which it has three.

Its reader of requests answers 422 with what is wrong in ``detail``, as its API reference says
(https://docs.mistral.ai/api, ``HTTPValidationError``), and its own client raises that class for nothing else. So this
is the one API here that says 422 for a bad request. The detail comes wrapped in ``message``: that is what its users
report. What the model's side refuses has a type and a number; a missing key and an unknown address have neither.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from fakes.model import compact_json
from fakes.model.api_error import ApiError
from fakes.model.field import FieldError
from fakes.model.mistral.messages import ORDER
from fakes.model.model_name import UnknownModel
from fakes.model.reply import Reply, json_reply

_UNPROCESSABLE = 422
_UNAUTHORIZED = 401
_NOT_FOUND = 404
_PIECE = re.compile(r"[^.\[\]]+")


class _Kind(NamedTuple):
    type: str
    number: str | None


_KINDS: Mapping[str, _Kind] = {
    ORDER: _Kind("invalid_request_message_order", "3230"),
    "invalid_tool_turn": _Kind("invalid_request_message_order", "3230"),
    "context_length_exceeded": _Kind("invalid_request_prompt", "3051"),
    "rate_limit_exceeded": _Kind("rate_limited", "1300"),
}
_STATUSES: Mapping[int, _Kind] = {
    429: _Kind("rate_limited", "1300"),
    500: _Kind("internal_server_error", "1000"),
    502: _Kind("unreachable_backend", "1100"),
    503: _Kind("unreachable_backend", "1100"),
    504: _Kind("unreachable_backend", "1100"),
}
_OTHER = _Kind("invalid_request_error", None)
_TYPES: Mapping[str, tuple[str, str]] = {
    "a boolean": ("bool_type", "Input should be a valid boolean"),
    "an integer": ("int_type", "Input should be a valid integer"),
    "a number": ("float_type", "Input should be a valid number"),
    "a string": ("string_type", "Input should be a valid string"),
    "an array": ("list_type", "Input should be a valid list"),
    "an object": ("model_attributes_type", "Input should be a valid dictionary or object to extract fields from"),
}


def refusal(error: ApiError, request_id: str, signature: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Return an error as an answer, under the headers of every answer."""
    if error.status == _UNAUTHORIZED:
        body: object = {"message": error.message, "request_id": request_id.removeprefix("req_")}
    elif error.status == _NOT_FOUND and not isinstance(error, UnknownModel):
        body = {"detail": "Not Found" if error.code == "unknown_url" else error.message}
    else:
        body = error_body(error)
    return json_reply(body, status=_status(error), headers=(*error.headers, *signature))


def error_body(error: ApiError) -> dict[str, object]:
    """Return the object that says what is wrong."""
    kind, message = _kind(error), _message(error)
    body = {"object": "error", "message": message, "type": kind.type, "param": None, "code": kind.number}
    return body if kind.number is None else {**body, "raw_status_code": _status(error)}


def stream_error(error: ApiError) -> bytes:
    """Return the event that says, inside a stream, that it has failed.

    How Mistral says it is written nowhere. As OpenAI says it, a client notices.
    """
    return b"data: " + compact_json.encode({"error": error_body(error)}) + b"\n\n"


def _status(error: ApiError) -> int:
    if isinstance(error, UnknownModel):
        return 400
    return _UNPROCESSABLE if _is_detailed(error) else error.status


def _is_detailed(error: ApiError) -> bool:
    return error.field is not None and error.field.code not in _KINDS


def _kind(error: ApiError) -> _Kind:
    if isinstance(error, UnknownModel):
        return _Kind("invalid_model", "1500")
    return _KINDS.get(error.code or "") or _STATUSES.get(error.status, _OTHER)


def _message(error: ApiError) -> object:
    if isinstance(error, UnknownModel):
        return f"Invalid model: {error.model}"
    if error.field is None:
        return error.message
    if not _is_detailed(error):
        return "Not the same number of function calls and responses"
    return {"detail": [_detail(error.field)]}


def _detail(field: FieldError) -> dict[str, object]:
    pieces: list[str] = _PIECE.findall(field.path)
    kind, words = _found_wrong(field)
    place = ["body", *(int(piece) if piece.isdecimal() else piece for piece in pieces)]
    return {"type": kind, "loc": place, "msg": words}


def _found_wrong(field: FieldError) -> tuple[str, str]:
    if field.code == "missing_required_parameter":
        return "missing", "Field required"
    if field.code == "unknown_parameter":
        return "extra_forbidden", "Extra inputs are not permitted"
    if field.code == "below_minimum":
        return "greater_than_equal", f"Input should be greater than or equal to {field.expected}"
    if field.code == "above_maximum":
        return "less_than_equal", f"Input should be less than or equal to {field.expected}"
    if field.code == "empty_array":
        return "too_short", "List should have at least 1 item after validation, not 0"
    if field.supported:
        return "literal_error", f"Input should be {_listed(field)}"
    return _TYPES.get(field.expected, ("value_error", f"Value error, it {field.complaint}"))


def _listed(field: FieldError) -> str:
    *others, last = (f"'{value}'" for value in field.supported)
    return f"{', '.join(others)} or {last}" if others else last
