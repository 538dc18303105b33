"""JSON Schema (2020-12), as plain data: the few words that the document is made of."""

from collections.abc import Mapping

from service.field import JSON

Schema = dict[str, JSON]

STRING: Schema = {"type": "string"}
NON_EMPTY: Schema = {"type": "string", "minLength": 1}
OBJECT: Schema = {"type": "object"}


def reference(name: str) -> Schema:
    """Return the reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def array_of(items: Schema, least: int = 0) -> Schema:
    """Return an array of at least so many items."""
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def object_of(
    says: str, required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None, **more: JSON
) -> Schema:
    """Return an object as requests have it: null counts as absent, and what is not known is passed over."""
    properties: dict[str, JSON] = {**required, **{name: _or_null(schema) for name, schema in (optional or {}).items()}}
    return {"type": "object", "description": says, "required": list(required), "properties": properties, **more}


def without(*names: str) -> Schema:
    """Return what is true of objects that have none of these members."""
    return {"not": {"anyOf": [{"required": [name]} for name in names]}}


def _or_null(schema: Schema) -> Schema:
    kind = schema.get("type")
    if isinstance(kind, str) and "enum" not in schema:
        return {**schema, "type": [kind, "null"]}
    return {"anyOf": [schema, {"type": "null"}]} if schema else {}
