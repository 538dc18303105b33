"""Errors in Anthropic's shape and words (the SDK's ErrorResponse; what the API is seen to say in public reports)."""

import re
from collections.abc import Callable, Mapping

from fakes.model.anthropic.encoder import event
from fakes.model.api_error import ApiError
from fakes.model.field import FieldError
from fakes.model.reply import Reply, json_reply

_INVALID = "invalid_request_error"
_SERVER_ERROR = 500
_TYPES: Mapping[int, str] = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}
_TRY_AGAIN = frozenset((408, 409, 429))
_INDEX = re.compile(r"\[(\d+)\]")
_TOO_LONG = re.compile(r"\D+(\d+) tokens\D+(\d+) tokens\b.*", re.DOTALL)
_EXPECTED: Mapping[str, str] = {
    "a string": "valid string",
    "a boolean": "valid boolean",
    "an integer": "valid integer",
    "a number": "valid number",
    "an array": "valid list",
    "an object": "valid dictionary",
}


def refusal(error: ApiError, request_id: str) -> Reply:
    """Return an error as an answer, which says whether it is worth another try."""
    again = error.status in _TRY_AGAIN or error.status >= _SERVER_ERROR
    headers = (*error.headers, ("x-should-retry", str(again).lower()), ("request-id", request_id))
    body = {"type": "error", "error": error_body(error), "request_id": request_id}
    return json_reply(body, status=error.status, headers=headers)


def stream_error(error: ApiError) -> bytes:
    """Return the event that says, inside a stream, that it has failed."""
    return event("error", error=error_body(error))


def error_body(error: ApiError) -> dict[str, object]:
    """Return the object that says what is wrong."""
    return {"type": error_type(error.status), "message": message(error)}


def error_type(status: int) -> str:
    """Return the kind of an error with a status."""
    return _TYPES.get(status) or ("api_error" if status >= _SERVER_ERROR else _INVALID)


def message(error: ApiError) -> str:
    """Return what is wrong, in Anthropic's words where it has some."""
    if error.field is not None:
        place = _INDEX.sub(r".\1", error.field.path)
        words = _WORDS.get(error.field.code, _complaint)(error.field)
        return f"{place}: {words}" if place else words
    if error.code == "context_length_exceeded" and (numbers := _TOO_LONG.fullmatch(error.message)):
        return f"prompt is too long: {numbers[2]} tokens > {numbers[1]} maximum"
    return error.message


def _mistyped(field: FieldError) -> str:
    return f"Input should be a {_EXPECTED[field.expected]}" if field.expected in _EXPECTED else _complaint(field)


def _unknown(field: FieldError) -> str:
    if not field.supported:
        return _complaint(field)
    *others, last = (f"'{value}'" for value in field.supported)
    return f"Input should be {', '.join(others)} or {last}" if others else f"Input should be {last}"


def _complaint(field: FieldError) -> str:
    return field.complaint


_WORDS: Mapping[str, Callable[[FieldError], str]] = {
    "missing_required_parameter": lambda _: "Field required",
    "unknown_parameter": lambda _: "Extra inputs are not permitted",
    "invalid_type": _mistyped,
    "invalid_value": _unknown,
    "below_minimum": lambda field: f"Input should be greater than or equal to {field.expected}",
    "above_maximum": lambda field: f"Input should be less than or equal to {field.expected}",
}
