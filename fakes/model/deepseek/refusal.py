"""Errors in DeepSeek's shape and words (https://api-docs.deepseek.com/quick_start/error_codes).

The reader of its requests is serde, and its words are serde's. Its guide still promises 422 for a wrong parameter; the
API was moved to 400 in 2025, and 400 is what clients see.
"""

from collections.abc import Callable, Mapping

from fakes.model import compact_json
from fakes.model.api_error import ApiError
from fakes.model.field import FieldError
from fakes.model.model_name import UnknownModel
from fakes.model.openai.refusal import message as openai_message
from fakes.model.reply import Reply, json_reply

_TYPES: Mapping[int, str] = {401: "authentication_error", 402: "unknown_error", 429: "rate_limit_error"}
_SERVER_ERROR = 500
_UNREAD = "Failed to deserialize the JSON body into the target type: "
_KINDS: Mapping[str, str] = {
    "a boolean": "boolean",
    "an integer": "integer",
    "a decimal": "floating point",
    "a string": "string",
    "an array": "sequence",
    "an object": "map",
}
_WANTED: Mapping[str, str] = {
    "a number": "f32",
    "an integer": "u32",
    "an array": "a sequence",
    "an object": "a map",
    "a string or an array of parts": "a string",
}
_RANGES: Mapping[str, str] = {
    "temperature": "[0, 2]",
    "top_p": "(0, 1.0]",
    "frequency_penalty": "[-2, 2]",
    "presence_penalty": "[-2, 2]",
    "max_tokens": "[1, 8192]",
    "top_logprobs": "[0, 20]",
}


def error_body(error: ApiError) -> dict[str, object]:
    """Return the object that says what is wrong; its code says the same of nearly everything."""
    kind = "server_error" if error.status >= _SERVER_ERROR else _TYPES.get(error.status, "invalid_request_error")
    code = "server_error" if error.status >= _SERVER_ERROR else "invalid_request_error"
    return {"message": _message(error), "type": kind, "param": None, "code": code}


def refusal(error: ApiError, signature: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Return an error as an answer, under the headers of every answer."""
    status = 400 if isinstance(error, UnknownModel) else error.status
    return json_reply({"error": error_body(error)}, status=status, headers=(*error.headers, *signature))


def stream_error(error: ApiError) -> bytes:
    """Return the event that says, inside a stream, that it has failed."""
    return b"data: " + compact_json.encode({"error": error_body(error)}) + b"\n\n"


def _message(error: ApiError) -> str:
    if error.field is not None:
        return _WORDS.get(error.field.code, _invalid)(error.field)
    return "Model Not Exist" if isinstance(error, UnknownModel) else error.message


def _missing(field: FieldError) -> str:
    place, _, name = field.path.rpartition(".")
    return f"{_UNREAD}{place}{': ' if place else ''}missing field `{name}`"


def _mistyped(field: FieldError) -> str:
    wanted = field.expected or field.complaint.removeprefix("must be ")
    found = _KINDS.get(field.found, field.found or "sequence")
    wanted = _WANTED.get(wanted, wanted)
    return f"{_UNREAD}{field.path}{': ' if field.path else ''}invalid type: {found}, expected {wanted}"


def _out_of_bounds(field: FieldError) -> str:
    bounds = _RANGES.get(field.path)
    if bounds is None:
        return _invalid(field)
    return f"Invalid {field.path} value, the valid range of {field.path} is {bounds}"


def _bad_turn(field: FieldError) -> str:
    told = openai_message(ApiError.of(field))
    short = "The following tool_call_ids did not have response messages"
    return (
        told.partition(short)[0] + "(insufficient tool messages following tool_calls message)"
        if short in told
        else told
    )


def _invalid(field: FieldError) -> str:
    if field.supported:
        known = ", ".join(f"`{value}`" for value in field.supported)
        return f"{_UNREAD}{field.path}: unknown variant `{field.found}`, expected one of {known}"
    if field.complaint.startswith("must contain"):
        return "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'."
    return f"Invalid {field.path}: it {field.complaint}"


_WORDS: Mapping[str, Callable[[FieldError], str]] = {
    "missing_required_parameter": _missing,
    "invalid_type": _mistyped,
    "below_minimum": _out_of_bounds,
    "above_maximum": _out_of_bounds,
    "invalid_tool_turn": _bad_turn,
}
