"""The operations of an application as components: one for the request of each, one for its payload."""

import inspect

from service.field import JSON
from service.openapi.schema import STRING, object_of, reference
from service.operation import Operation
from service.operations import Operations

_VALUES = frozenset({"const", "default", "enum", "examples"})
"""Keywords whose values are anybody's, and no schemas."""

_BY_NAME = frozenset({"$defs", "properties", "patternProperties"})
"""Keywords whose values are schemas by name; a name may look like a keyword."""


def operation_shapes(operations: Operations) -> dict[str, dict[str, JSON]]:
    """Return the components by the name of the operation's request, sorted."""
    found = (operations.get(name) for name in sorted(operations))
    return {f"{operation.name}.request": _shapes(operation) for operation in found if operation is not None}


def _shapes(operation: Operation) -> dict[str, JSON]:
    payload = f"{operation.name}.payload"
    says = inspect.getdoc(operation.function) or f"The operation {operation.name}."
    request = object_of(
        f"{says}\n\nWhat belongs into payload may also stand beside action.",
        {"action": {"type": "string", "const": operation.name}},
        {"payload": reference(payload), "model": STRING},
        # A body without a payload is a gateway's.
        anyOf=[{"required": ["payload"]}, {"not": {"required": ["body"]}}],
    )
    return {f"{operation.name}.request": request, payload: _moved(operation.payload.schema, payload)}


def _moved(schema: JSON, name: str) -> JSON:
    """Return a schema with its references leading to its own definitions, which are a component's now."""
    if not isinstance(schema, dict):
        return schema
    return {keyword: _moved_value(keyword, value, name) for keyword, value in schema.items()}


def _moved_value(keyword: str, value: JSON, name: str) -> JSON:
    if keyword in _VALUES:
        return value
    if keyword == "$ref":
        return _moved_reference(value, name)
    if isinstance(value, list):
        return [_moved(item, name) for item in value]
    if isinstance(value, dict) and keyword in _BY_NAME:
        return {member: _moved(schema, name) for member, schema in value.items()}
    if isinstance(value, dict) and keyword == "mapping":
        return {word: _moved_reference(reference, name) for word, reference in value.items()}
    return _moved(value, name)


def _moved_reference(reference: JSON, name: str) -> JSON:
    return f"#/components/schemas/{name}/{reference.removeprefix('#/')}" if isinstance(reference, str) else reference
