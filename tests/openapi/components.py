"""The document's schemas, as something that tests can hold values against."""

from typing import Any

from jsonschema import Draft202012Validator

from service.field import JSON
from service.openapi.document import document
from service.openapi.schema import Schema, reference
from service.operations import Operations

OPEN = document(None)
"""What is told where everything is streamed."""


def holding(schema: Schema, described: dict[str, JSON] | None = None) -> Draft202012Validator:
    """Return what compares values with a schema that may refer to the document's components."""
    return Draft202012Validator({**schema, "components": (described or OPEN)["components"]})


def component(name: str, operations: Operations | None = None) -> Draft202012Validator:
    """Return what compares values with a component."""
    return holding(reference(name), document(operations))


def at(described: dict[str, JSON], *path: str) -> Any:  # noqa: ANN401 - the test knows what stands there
    """Return what stands at a place, wherever a reference leads on the way."""
    value: Any = described
    for name in path:
        value = resolved(described, value[name])
    return value


def resolved(described: dict[str, JSON], value: Any) -> Any:  # noqa: ANN401 - as above
    """Return what a reference leads to; anything else as it is."""
    while isinstance(value, dict) and "$ref" in value:
        place = value["$ref"].removeprefix("#/").split("/")
        value = dict(described)
        for name in place:
            value = value[name]
    return value
