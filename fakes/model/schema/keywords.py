"""The part of JSON Schema that this model keeps to; whatever else stands in a schema is refused, never ignored."""

from collections.abc import Callable, Iterator, Mapping

from fakes.model.field import Field, FieldError
from fakes.model.schema.patterns import PatternError, sample_pattern
from fakes.model.schema.texts import FORMATS

TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")
CODE = "invalid_json_schema"

_LARGEST = 1000
"""How long a text or an array may have to be."""
_GREATEST = 1e300


def check_schema(schema: Field) -> None:
    """Judge a schema.

    Raises:
        FieldError: it is none, or asks for more than this model can do.
    """
    try:
        _check(schema)
    except RecursionError:
        raise schema.fail("is nested too deeply", CODE) from None


def _check(schema: Field) -> None:
    if isinstance(schema.value, bool):
        return
    for name in schema.keys():  # noqa: SIM118 - a method of its own, not a dict's
        place = schema.require(name)
        if name not in _CHECKS:
            raise place.fail("is not supported by this model; script the answer instead", CODE)
        for below in _CHECKS[name](place) or ():
            _check(below)


def _any(_place: Field) -> None:
    pass


def _flag(place: Field) -> None:
    place.boolean()


def _array(place: Field) -> None:
    place.items()


def _number(place: Field) -> None:
    place.number(-_GREATEST, _GREATEST)


def _step(place: Field) -> None:
    if not place.number(0, _GREATEST):
        raise place.fail("must be greater than 0", CODE)


def _length(place: Field) -> None:
    place.integer(0, _LARGEST)


def _one(place: Field) -> Iterator[Field]:
    yield place


def _several(place: Field) -> Iterator[Field]:
    if not place.value:
        raise place.fail("must not be empty", CODE)
    yield from place.items()


def _named(place: Field) -> Iterator[Field]:
    yield from map(place.require, place.keys())


def _types(place: Field) -> None:
    for kind in (place,) if isinstance(place.value, str) else tuple(_several(place)):
        kind.one_of(TYPES)


def _names(place: Field) -> None:
    for name in place.items():
        name.string()


def _values(place: Field) -> None:
    tuple(_several(place))


def _reference(place: Field) -> None:
    if not place.string().startswith("#"):
        raise place.fail("must lead to a place in the same schema", CODE)


def _pattern(place: Field) -> None:
    try:
        sample_pattern(place.string(), repeats=0)
    except PatternError as error:
        raise place.fail(f"is not supported by this model: {error}", CODE) from None


def _format(place: Field) -> None:
    if place.string() not in FORMATS:
        raise FieldError(place.path, f"must be one of {', '.join(FORMATS)}", CODE)


_ANNOTATIONS = ("$schema", "$comment", "title", "description", "default", "deprecated", "readOnly", "writeOnly")

_CHECKS: Mapping[str, Callable[[Field], Iterator[Field] | None]] = {
    **dict.fromkeys((*_ANNOTATIONS, "const"), _any),
    "examples": _array,
    "$ref": _reference,
    **dict.fromkeys(("$defs", "definitions", "properties"), _named),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _several),
    **dict.fromkeys(("items", "additionalProperties"), _one),
    "type": _types,
    "enum": _values,
    "required": _names,
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _number),
    "multipleOf": _step,
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), _length),
    "uniqueItems": _flag,
    "pattern": _pattern,
    "format": _format,
}
