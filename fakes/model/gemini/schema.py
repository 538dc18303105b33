"""Gemini's Schema, a part of OpenAPI 3.0 with types in capitals -> JSON Schema."""

from collections.abc import Iterator, Mapping

from fakes.model.field import Field
from fakes.model.schema.texts import FORMATS

_CODE = "invalid_schema"
_SAME = ("title", "description", "default", "pattern", "minimum", "maximum", "required")
_RENAMED = {
    "min_items": "minItems",
    "max_items": "maxItems",
    "min_length": "minLength",
    "max_length": "maxLength",
    "additional_properties": "additionalProperties",
}
_FORMATS: Mapping[str, tuple[str, ...]] = {
    "STRING": ("enum", "date-time"),
    "NUMBER": ("float", "double"),
    "INTEGER": ("int32", "int64"),
}


def json_schema(schema: Field) -> Field:
    """Return a schema, whose fields have their names in protobuf, as JSON Schema at the same place.

    Raises:
        FieldError: the API would refuse it.
    """
    return Field(_translated(schema), schema.path)


def _translated(schema: Field) -> dict[str, object]:
    _check(schema)
    kind = _kind(schema)
    made: dict[str, object] = {name: field.value for name, field in _given(schema, _SAME)}
    made |= {_RENAMED[name]: field.value for name, field in _given(schema, _RENAMED)}
    if kind:
        made["type"] = kind.lower()
    if (form := schema.get("format")) and form.value in FORMATS:
        made["format"] = form.value
    if enum := schema.get("enum"):
        made["enum"] = [int(name) if kind == "INTEGER" and name.isdecimal() else name for name in _texts(enum)]
    if items := schema.get("items"):
        made["items"] = _translated(items)
    if any_of := schema.get("any_of"):
        made["anyOf"] = [_translated(option) for option in any_of.items()]
    if properties := schema.get("properties"):
        made["properties"] = {name: _translated(properties.require(name)) for name in _ordered(schema, properties)}
    return _nullable(made) if (nullable := schema.get("nullable")) and nullable.boolean() else made


def _check(schema: Field) -> None:
    kind, properties = _kind(schema), schema.get("properties")
    form = schema.get("format")
    known = _FORMATS.get(kind, ())
    if form and known and form.value and form.value not in known:
        few = " and ".join(f"'{name}'" for name in known)
        raise form.fail(f"only {few} are supported for {kind} type", _CODE)
    if kind == "ARRAY" and schema.get("items") is None:
        raise Field(None, f"{schema.path}.items").fail("missing field.", _CODE)
    names = properties.keys() if properties else ()
    if kind == "OBJECT" and not names and schema.get("additional_properties") is None:
        raise Field(None, f"{schema.path}.properties").fail("should be non-empty for OBJECT type", _CODE)
    if required := schema.get("required"):
        for entry in required.items():
            if entry.string() not in names:
                raise entry.fail("property is not defined", _CODE)


def _kind(schema: Field) -> str:
    kind = schema.get("type")
    name = kind.string() if kind else ""
    return "" if name == "TYPE_UNSPECIFIED" else name


def _given(schema: Field, names: tuple[str, ...] | Mapping[str, str]) -> Iterator[tuple[str, Field]]:
    return ((name, field) for name in names if (field := schema.get(name)) is not None)


def _texts(array: Field) -> list[str]:
    return [item.string() for item in array.items()]


def _ordered(schema: Field, properties: Field) -> list[str]:
    ordering = schema.get("property_ordering")
    first = [name for name in (_texts(ordering) if ordering else ()) if name in properties.keys()]  # noqa: SIM118 - a method of its own, not a dict's
    return [*first, *(name for name in properties.keys() if name not in first)]  # noqa: SIM118 - as above


def _nullable(made: dict[str, object]) -> dict[str, object]:
    return {"anyOf": [made, {"type": "null"}]}
