"""What comes back: streams in three formats, JSON, and errors by status."""

from collections.abc import Iterable, Mapping, Sequence

from service.errors import MethodNotAllowed, ServiceError, UpstreamError
from service.field import JSON
from service.openapi import error_tree
from service.openapi.data_stream_parts import PARTS
from service.openapi.schema import Schema, reference
from service.protocols import data_stream, text_stream, ui_message_stream

_CONTENT_TYPE = "content-type"

REQUEST_ID: Mapping[str, JSON] = {
    "x-request-id": {
        "description": "Names the request in the service's log; one that the request brought along is kept.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,128}$"},
    }
}
_FRESH: Mapping[str, str] = {"cache-control": "no-store"}


def result(says: str, schema: Schema) -> Schema:
    """Return a response of JSON that is no error."""
    headers = {**REQUEST_ID, **_fixed([_FRESH])}
    return {"description": says, "headers": headers, "content": {"application/json": {"schema": schema}}}


def empty(says: str) -> Schema:
    """Return a response without a body."""
    return {"description": says, "headers": {**REQUEST_ID, **_fixed([_FRESH])}}


def stream(says: str, *, result: Schema | None = None, may_be_empty: bool = False) -> Schema:
    """Return a response that is a stream in the format that was asked for.

    Args:
        says: what it is.
        result: JSON that may come instead.
        may_be_empty: whether nothing at all may come instead.
    """
    formats = [dict(protocol.HEADERS) for protocol in (data_stream, text_stream, ui_message_stream)]
    headers = [{name: value for name, value in format_.items() if name != _CONTENT_TYPE} for format_ in formats]
    data, text, events = (format_[_CONTENT_TYPE] for format_ in formats)
    content: dict[str, JSON] = {
        data: {"schema": reference("DataStream")},
        events: {"schema": reference("UIMessageStream")},
    }
    # Both are plain text: what tells them apart is the header that only one of them has.
    content[text] = {"schema": {"anyOf": [reference("DataStream"), reference("TextStream")]}}
    if result is not None:
        content["application/json"] = {"schema": result}
    if result is not None or may_be_empty:
        headers.append(dict(_FRESH))
    return {"description": says, "headers": {**REQUEST_ID, **_fixed(headers)}, "content": content}


def plain_text(says: str) -> Schema:
    """Return a response that is a text stream, whatever is asked for."""
    headers = dict(text_stream.HEADERS)
    content: dict[str, JSON] = {headers.pop(_CONTENT_TYPE): {"schema": reference("TextStream")}}
    return {"description": says, "headers": {**REQUEST_ID, **_fixed([headers])}, "content": content}


def stream_shapes(chunks: Iterable[JSON], values: Mapping[str, Schema]) -> dict[str, JSON]:
    """Return the components that describe streams.

    Args:
        chunks: schemas of all that a UI message stream may hold.
        values: schemas of what may stand behind each code of a data stream.
    """
    lines = "\n".join(f"| `{part.code}` | {part.name} | {part.says} |" for part in PARTS)
    parts: dict[str, JSON] = {part.code: {"name": part.name, "value": values[part.code]} for part in PARTS}
    return {
        "DataStream": {
            "type": "string",
            "description": "Data stream v1, which ai 4 reads: lines of a code, a colon and JSON; x-parts has the"
            f" JSON's schemas.\n\n| code | name | what |\n|---|---|---|\n{lines}",
            "x-parts": parts,
        },
        "TextStream": {
            "type": "string",
            "description": "The answer's text and nothing else; a failure breaks the connection.",
        },
        "UIMessageStream": {
            "type": "string",
            "description": "UI message stream v1, which ai 5, 6 and 7 read: server-sent events, whose data is one"
            " chunk each, as JSON; the last one's is [DONE].",
            "contentMediaType": "text/event-stream",
            "contentSchema": reference("UIMessageChunk"),
        },
        "UIMessageChunk": {"oneOf": [*chunks]},
    }


def failures() -> dict[int, Schema]:
    """Return the response of every status that an error may have."""
    return {status: _failure(kinds) for status, kinds in error_tree.by_status().items()}


def failure(*kinds: type[ServiceError]) -> Schema:
    """Return the response where only these errors can come."""
    return _failure(kinds)


def any_failure() -> Schema:
    """Return the response to whatever goes wrong."""
    return _failure(tuple(kind for kinds in error_tree.by_status().values() for kind in kinds))


def _failure(kinds: tuple[type[ServiceError], ...]) -> Schema:
    listed: list[JSON] = [kind.code for kind in kinds]
    says = "\n".join(f"- `{kind.code}`: {_meaning(kind)}" for kind in kinds)
    headers: dict[str, JSON] = {
        **REQUEST_ID,
        "x-error-code": {"description": says, "required": True, "schema": {"type": "string", "enum": listed}},
        **_fixed([_FRESH]),
    }
    if any(issubclass(kind, UpstreamError) for kind in kinds):
        told = "When to try again, in seconds or as a date, where the provider said so."
        headers["retry-after"] = {"description": told, "schema": {"type": "string"}}
    if MethodNotAllowed in kinds:
        headers["allow"] = {"description": "The methods that there are.", "schema": {"type": "string"}}
    content: Schema = {"application/json": {"schema": reference("ErrorBody")}}
    return {"description": f"An error:\n\n{says}", "headers": headers, "content": content}


def _meaning(kind: type[ServiceError]) -> str:
    return " ".join((kind.__doc__ or "").partition("\n\n")[0].split())


def _fixed(formats: Sequence[Mapping[str, str]]) -> dict[str, JSON]:
    """Return headers that have one value in each format; required are those that no format lacks."""
    names = dict.fromkeys(name for format_ in formats for name in format_)
    return {name: _header([format_.get(name) for format_ in formats]) for name in names}


def _header(values: list[str | None]) -> Schema:
    given: list[JSON] = [*dict.fromkeys(value for value in values if value is not None)]
    return {"required": None not in values, "schema": {"type": "string", "enum": given}}
