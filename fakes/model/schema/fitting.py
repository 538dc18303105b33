"""Whether a value fits a schema; for schemas that ``check_schema`` has let pass."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from fakes.model.schema.references import resolve

Schema = bool | dict[str, Any]


def _is_number(value: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "number": _is_number,
    "integer": lambda value: _is_number(value) and value == int(value),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def fits(value: Any, schema: Schema, root: Schema) -> bool:  # noqa: ANN401 - JSON
    """Tell whether ``value`` fits ``schema``, which stands in ``root``."""
    if isinstance(schema, bool):
        return schema

    def below(part: Any, place: Schema) -> bool:  # noqa: ANN401 - JSON
        return fits(part, place, root)

    if "$ref" in schema and not below(value, resolve(schema["$ref"], root)):
        return False
    alternatives = (
        all(below(value, each) for each in schema.get("allOf", ())),
        "anyOf" not in schema or any(below(value, each) for each in schema["anyOf"]),
        "oneOf" not in schema or sum(below(value, each) for each in schema["oneOf"]) == 1,
    )
    return all(alternatives) and _fits_plainly(value, schema, below)


def same(one: Any, other: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether two values are the same JSON; to Python, true is 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    return bool(one == other)


def types_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the types that a schema names."""
    named = schema.get("type", ())
    return (named,) if isinstance(named, str) else tuple(named)


_Below = Callable[[Any, Schema], bool]


def _fits_plainly(value: Any, schema: dict[str, Any], below: _Below) -> bool:  # noqa: ANN401 - JSON
    if "const" in schema and not same(value, schema["const"]):
        return False
    if "enum" in schema and not any(same(value, each) for each in schema["enum"]):
        return False
    if "type" in schema and not any(_TYPES[name](value) for name in types_of(schema)):
        return False
    match value:
        case dict():
            return _object_fits(value, schema, below)
        case list():
            return _array_fits(value, schema, below)
        case str():
            return _text_fits(value, schema)
        case int() | float() if not isinstance(value, bool):
            return _number_fits(value, schema)
        case _:
            return True


def _object_fits(value: dict[str, Any], schema: dict[str, Any], below: _Below) -> bool:
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    return set(schema.get("required", ())) <= value.keys() and all(
        below(part, known.get(name, others)) for name, part in value.items()
    )


def _array_fits(value: list[Any], schema: dict[str, Any], below: _Below) -> bool:
    first = schema.get("prefixItems", [])
    others = schema.get("items", True)
    distinct = not schema.get("uniqueItems") or not any(
        same(one, other) for index, one in enumerate(value) for other in value[:index]
    )
    return (
        distinct
        and _has_length(value, schema.get("minItems"), schema.get("maxItems"))
        and all(below(part, first[index] if index < len(first) else others) for index, part in enumerate(value))
    )


def _text_fits(value: str, schema: dict[str, Any]) -> bool:
    return _has_length(value, schema.get("minLength"), schema.get("maxLength")) and (
        "pattern" not in schema or re.search(schema["pattern"], value) is not None
    )


def _has_length(value: str | list[Any], low: int | None, high: int | None) -> bool:
    return (low is None or len(value) >= low) and (high is None or len(value) <= high)


def _number_fits(value: float, schema: dict[str, Any]) -> bool:
    return (
        value >= schema.get("minimum", value)
        and value <= schema.get("maximum", value)
        and ("exclusiveMinimum" not in schema or value > schema["exclusiveMinimum"])
        and ("exclusiveMaximum" not in schema or value < schema["exclusiveMaximum"])
        and ("multipleOf" not in schema or _is_multiple(value, schema["multipleOf"]))
    )


def _is_multiple(value: float, step: float) -> bool:
    # As JSON Schema's validators see it: whole numbers exactly, all others as floats.
    return value % step == 0 if isinstance(value, int) and isinstance(step, int) else (value / step).is_integer()
