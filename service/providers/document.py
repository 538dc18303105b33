"""The JSON in an event of a provider's stream."""

import json

import orjson

from service import json_text, upstream_errors
from service.field import JSON


def read_document(data: bytes) -> dict[str, JSON]:
    """Return the object that an event holds.

    Raises:
        UpstreamInvalid: not a JSON object.
    """
    try:
        document: JSON = orjson.loads(data)
    except orjson.JSONDecodeError:
        # It refuses half an emoji, which a model may well send, and depths that are none of ours to judge.
        try:
            document = json_text.decode(data)
        except ValueError as error:
            raise upstream_errors.UpstreamInvalid(detail=f"{error}: {data[:200]!r}") from None
    if not isinstance(document, dict):
        raise upstream_errors.UpstreamInvalid(detail=f"not an object: {data[:200]!r}")
    return document


def read_any_document(data: bytes) -> dict[str, JSON]:
    """Return the object that an event holds, also if it has numbers that JSON has not, as litellm reads them.

    Raises:
        UpstreamInvalid: not a JSON object.
    """
    try:
        return read_document(data)
    except upstream_errors.UpstreamInvalid as refusal:
        try:
            document: JSON = json.loads(data)
        except (ValueError, RecursionError):
            raise refusal from None
        if not isinstance(document, dict):
            raise
        return document
