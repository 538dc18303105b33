"""``response_format``: what kind of text the answer is to be."""

import re
from collections.abc import Iterable, Mapping

from fakes.model.field import Field
from fakes.model.response_format import FormatKind, ResponseFormat

_KINDS: Mapping[str, FormatKind] = {"text": "text", "json_object": "json_object", "json_schema": "json_schema"}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def read_response_format(body: Field, texts: Iterable[str] | None) -> ResponseFormat:
    """Read it from a request's body; ``texts``, one of which must name JSON, are those of its messages.

    Raises:
        FieldError: something in it is absent, or not what it must be.
    """
    form = body.get("response_format")
    if form is None:
        return ResponseFormat()
    kind = _KINDS[form.require("type").one_of(_KINDS)]
    if kind == "json_object" and texts is not None and not any("json" in text.lower() for text in texts):
        raise body.require("messages").fail(
            "must contain the word 'json' in some form, to use 'response_format' of type 'json_object'"
        )
    return ResponseFormat(kind, read_schema(form.require("json_schema")) if kind == "json_schema" else None)


def read_schema(wanted: Field) -> Field | None:
    """Return the schema of a ``json_schema``; None where it has none.

    Raises:
        FieldError: something in it is absent, or not what it must be.
    """
    name = wanted.require("name")
    if not _NAME.fullmatch(name.string()):
        raise name.fail("must be 1 to 64 letters, digits, underscores or dashes")
    if description := wanted.get("description"):
        description.string()
    if strict := wanted.get("strict"):
        strict.boolean()
    schema = wanted.get("schema")
    if schema is not None:
        schema.keys()
    return schema
