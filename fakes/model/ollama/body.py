"""The JSON of a request, and how Go complains about it."""

import re
from collections.abc import Mapping

from fakes.model import client_json
from fakes.model.api_error import ApiError
from fakes.model.field import Field, FieldError
from fakes.model.request import Request

_INDEX = re.compile(r"\[\d+\]")
_FOUND: Mapping[str, str] = {
    "null": "null",
    "a boolean": "bool",
    "an integer": "number",
    "a decimal": "number",
    "a string": "string",
    "an array": "array",
    "an object": "object",
}
_PLAIN: Mapping[str, str] = {"a string": "string", "a boolean": "bool", "an integer": "int", "a number": "float64"}
_STRUCTS: Mapping[str, str] = {
    "messages": "[]api.Message",
    "messages.images": "[]api.ImageData",
    "messages.tool_calls": "[]api.ToolCall",
    "messages.tool_calls.function": "api.ToolCallFunction",
    "messages.tool_calls.function.arguments": "api.ToolCallFunctionArguments",
    "images": "[]api.ImageData",
    "tools": "api.Tools",
    "tools.function": "api.ToolFunction",
    "tools.function.parameters": "api.ToolFunctionParameters",
}
_OTHERWISE: Mapping[str, str] = {"an array": "[]string", "an object": "map[string]interface {}"}


def read_json(request: Request) -> Field:
    """Return the body of a request: an object.

    Raises:
        ApiError: it is absent, or no JSON, or no object.
    """
    if not request.body:
        raise ApiError(400, "missing request body", code="invalid_json")
    try:
        document = client_json.read(request.body.decode())
    except ValueError:
        raise ApiError(400, "invalid character in the JSON of the request", code="invalid_json") from None
    if not isinstance(document, dict):
        raise ApiError(400, "json: cannot unmarshal the request into a Go value: it is no object", code="invalid_json")
    return Field(document)


def complaint(error: FieldError, struct: str) -> str:
    """Return what Go says of a field of ``struct``, such as ``ChatRequest``, that is of another type."""
    if error.found not in _FOUND:
        return f"{error.path} {error.complaint}" if error.path else error.complaint
    path = _INDEX.sub("", error.path)
    wanted = _PLAIN.get(error.expected) or _STRUCTS.get(path) or _OTHERWISE.get(error.expected, error.expected)
    return f"json: cannot unmarshal {_FOUND[error.found]} into Go struct field {struct}.{path} of type {wanted}"


def string(body: Field, name: str) -> str:
    """Return a text of a message; empty where it is absent.

    Raises:
        FieldError: it is no text.
    """
    field = body.get(name)
    return field.string() if field else ""
