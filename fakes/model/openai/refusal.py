"""Errors in OpenAI's shape, in the words that its clients look for (https://platform.openai.com/docs/guides/error-codes).

What clients read by words and types was taken from litellm 1.106.2 and the openai SDK 2.54.0.
"""

import re
from collections.abc import Callable, Mapping

from fakes.model import compact_json
from fakes.model.access.key_refused import KeyRefused
from fakes.model.access.quota import QuotaExceeded
from fakes.model.api_error import ApiError
from fakes.model.field import FieldError
from fakes.model.reply import Reply, json_reply

_SERVER_ERROR = 500
_TYPES: Mapping[int, str] = {
    402: "insufficient_quota",
    403: "request_forbidden",
    408: "timeout",
    429: "requests",
}
_WRONG_KEY = "Incorrect API key provided"
_KEYS = "You can find your API key at https://platform.openai.com/account/api-keys."
_NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth "
    "(i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the API "
    "from your browser and are prompted for a username and password. You can obtain an API key from "
    "https://platform.openai.com/account/api-keys."
)
_UNREADABLE = "We could not parse the JSON body of your request. The body must be one valid JSON document."
_DECIMALS = frozenset(("temperature", "top_p", "frequency_penalty", "presence_penalty"))
_EXPECTED: Mapping[str, str] = {
    "a number": "a decimal",
    "a string or an array of parts": "one of a string or array of objects",
}
_BOUNDS: Mapping[str, tuple[str, str]] = {"below_minimum": ("below_min", ">="), "above_maximum": ("above_max", "<=")}
_SIDES: Mapping[str, str] = {"below_min": "below minimum", "above_max": "above maximum"}
_NO_CODE = frozenset(("invalid_tool_turn", "invalid_json", "unknown_url", "method_not_allowed"))
_UNANSWERED = "lacks"
_LENGTHS = re.compile(r"has (\d+) entries, and must have at most (\d+)")


def error_body(error: ApiError) -> dict[str, object]:
    """Return the object that says what is wrong."""
    return {"message": message(error), "type": error_type(error), "param": param(error), "code": code(error)}


def refusal(error: ApiError, request_id: str) -> Reply:
    """Return an error as an answer."""
    headers = (*error.headers, ("x-request-id", request_id))
    return json_reply({"error": error_body(error)}, status=error.status, headers=headers)


def stream_error(error: ApiError) -> bytes:
    """Return the event that says, inside a stream, that it has failed."""
    return b"data: " + compact_json.encode({"error": error_body(error)}) + b"\n\n"


def error_type(error: ApiError) -> str:
    """Return the kind of an error; it goes by the status, and by the quota that is used up."""
    if error.code == "insufficient_quota":
        return error.code
    if error.status >= _SERVER_ERROR:
        return "server_error"
    if isinstance(error, QuotaExceeded):
        return error.excess.unit
    if error.code == "rate_limit_exceeded" and "token" in error.message.lower():
        return "tokens"
    return _TYPES.get(error.status, "invalid_request_error")


def message(error: ApiError) -> str:
    """Return what is wrong, in OpenAI's words."""
    if isinstance(error, KeyRefused):
        return f"{_WRONG_KEY}: {error.shown}. {_KEYS}" if error.shown else _NO_KEY
    if error.field is not None:
        return _WORDS.get(error.field.code, _invalid)(error.field)
    if error.code == "invalid_json":
        return _UNREADABLE
    if error.code == "invalid_api_key" and _WRONG_KEY not in error.message:
        return f"{_WRONG_KEY}. {error.message}"
    return error.message


def param(error: ApiError) -> str | None:
    """Return the place in the request that is at fault."""
    if error.field is not None and error.field.code == "invalid_tool_turn" and "[" in error.field.path:
        return error.field.path.replace("[", ".[") + ".role"
    return error.param


def code(error: ApiError) -> str | None:
    """Return OpenAI's word for what is wrong; some errors have none."""
    if isinstance(error, KeyRefused):
        # A key that was taken back is, to OpenAI, one that it never gave.
        return "invalid_api_key" if error.shown else None
    if error.code in _NO_CODE:
        return None
    if error.field is not None and error.field.code in _BOUNDS:
        return f"{_number(error.field)}_{_BOUNDS[error.field.code][0]}_value"
    return error.code


def _missing(field: FieldError) -> str:
    return f"Missing required parameter: '{field.path}'."


def _unknown(field: FieldError) -> str:
    return f"Unknown parameter: '{field.path}'."


def _mistyped(field: FieldError) -> str:
    expected = field.expected or field.complaint.removeprefix("must be ")
    found = f", but got {field.found} instead" if field.found else ""
    place = f"Invalid type for '{field.path}'" if field.path else "Invalid type for the body"
    return f"{place}: expected {_EXPECTED.get(expected, expected)}{found}."


def _out_of_bounds(field: FieldError) -> str:
    side, sign = _BOUNDS[field.code]
    return (
        f"Invalid '{field.path}': {_number(field)} {_SIDES[side]} value. "
        f"Expected a value {sign} {field.expected}, but got {field.found} instead."
    )


def _empty(field: FieldError) -> str:
    return (
        f"Invalid '{field.path}': empty array. Expected an array with minimum length 1, but got an empty array instead."
    )


def _too_long(field: FieldError) -> str:
    numbers = _LENGTHS.fullmatch(field.complaint)
    if numbers is None:
        return _invalid(field)
    found, most = numbers.groups()
    return (
        f"Invalid '{field.path}': array too long. Expected an array with maximum length {most}, "
        f"but got an array with length {found} instead."
    )


def _bad_turn(field: FieldError) -> str:
    if not field.complaint.startswith(_UNANSWERED):
        return (
            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
        )
    calls = field.complaint.partition(": ")[2]
    return (
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
        f"The following tool_call_ids did not have response messages: {calls}"
    )


def _invalid(field: FieldError) -> str:
    if field.supported:
        *others, last = (f"'{value}'" for value in field.supported)
        comma = "," if len(others) > 1 else ""
        listed = f"{', '.join(others)}{comma} and {last}" if others else last
        return f"Invalid value: '{field.found}'. Supported values are: {listed}."
    if field.complaint.startswith("must contain"):
        return str(field)
    return f"Invalid value for '{field.path}': {field}"


def _number(field: FieldError) -> str:
    decimal = field.path.rpartition(".")[2] in _DECIMALS or "." in field.found
    return "decimal" if decimal else "integer"


_WORDS: Mapping[str, Callable[[FieldError], str]] = {
    "missing_required_parameter": _missing,
    "unknown_parameter": _unknown,
    "invalid_type": _mistyped,
    "below_minimum": _out_of_bounds,
    "above_maximum": _out_of_bounds,
    "empty_array": _empty,
    "array_above_max_length": _too_long,
    "invalid_tool_turn": _bad_turn,
}
