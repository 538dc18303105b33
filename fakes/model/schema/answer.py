"""An answer to a schema: the first value that it allows, of those that are tried; always the same one."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from fakes.model.field import Field
from fakes.model.schema.fitting import Schema, fits, types_of
from fakes.model.schema.keywords import CODE, TYPES, check_schema
from fakes.model.schema.numbers import numbers
from fakes.model.schema.references import NowhereError, resolve
from fakes.model.schema.texts import texts
from fakes.model.text.chooser import Chooser

_DEEPEST = 2
"""How often a reference is followed into itself; then whatever can be left out is."""

_MOST_STEPS = 1000
_LONGEST = 1000
_USUAL_ITEMS = 2

_HINTS: Mapping[str, str] = {
    **dict.fromkeys(("properties", "required", "additionalProperties"), "object"),
    **dict.fromkeys(("items", "prefixItems", "minItems", "maxItems", "uniqueItems"), "array"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"),
}
"""What a schema without a type is most likely to mean."""

_Plain = tuple[dict[str, Any], ...]


class _NoValueError(Exception):
    """Nothing that was tried fits."""


def answer_schema(schema: Field, chooser: Chooser) -> Any:  # noqa: ANN401 - JSON
    """Return a value that fits.

    Raises:
        FieldError: the schema is none, asks for more than this model can do, or allows nothing.
    """
    check_schema(schema)
    root: Any = schema.value
    try:
        return _Writer(root, chooser).value((root,), ())
    except NowhereError as error:
        raise schema.fail(f"has a reference that this model can't follow: {error}", CODE) from None
    except (_NoValueError, RecursionError, ArithmeticError):
        raise schema.fail("allows nothing that this model can find; script the answer instead", CODE) from None


class _Writer:
    """Finds values. A value has to fit several schemas at once: those that a reference or ``allOf`` brings in."""

    def __init__(self, root: Schema, chooser: Chooser) -> None:
        self._root = root
        self._chooser = chooser
        self._steps = 0

    def value(self, schemas: tuple[Schema, ...], trail: tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON
        """Return a value that fits all of the schemas; ``trail`` are the references that led here."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise _NoValueError
        for plain, deeper in self._expanded(schemas, (), trail):
            for candidate in self._candidates(plain, deeper):
                if all(fits(candidate, schema, self._root) for schema in schemas):
                    return candidate
        raise _NoValueError

    def _expanded(
        self, pending: tuple[Schema, ...], done: _Plain, trail: tuple[str, ...]
    ) -> Iterator[tuple[_Plain, tuple[str, ...]]]:
        """Yield every choice among alternatives, as schemas without references and alternatives."""
        if not pending:
            yield done, trail
            return
        schema, *rest = pending
        if isinstance(schema, bool):
            if schema:
                yield from self._expanded(tuple(rest), done, trail)
            return
        more = [*schema.get("allOf", ())]
        if reference := schema.get("$ref"):
            if trail.count(reference) >= _DEEPEST:
                return
            trail = (*trail, reference)
            more.append(resolve(reference, self._root))
        for chosen in product(*(schema[name] for name in ("anyOf", "oneOf") if name in schema)):
            yield from self._expanded((*more, *chosen, *rest), (*done, schema), trail)

    def _candidates(self, plain: _Plain, trail: tuple[str, ...]) -> Iterator[Any]:
        for schema in plain:
            if "const" in schema or "enum" in schema:
                yield from [schema["const"]] if "const" in schema else schema["enum"]
                return
        for kind in _kinds(plain):
            match kind:
                case "object":
                    yield from self._objects(plain, trail)
                case "array":
                    yield from self._arrays(plain, trail)
                case "string":
                    low, high = _lengths(plain, "minLength", "maxLength")
                    yield from texts(plain, low, high, self._chooser)
                case "number" | "integer":
                    yield from numbers(plain, whole=kind == "integer")
                case "boolean":
                    yield from (True, False)
                case _:
                    yield None

    def _objects(self, plain: _Plain, trail: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        required = dict.fromkeys(name for schema in plain for name in schema.get("required", ()))
        names = dict.fromkeys(name for schema in plain for name in schema.get("properties", {})) | required
        whole: dict[str, Any] = {}
        for name in names:
            places = (
                schema.get("properties", {}).get(name, schema.get("additionalProperties", True)) for schema in plain
            )
            try:
                whole[name] = self.value(tuple(places), trail)
            except _NoValueError:
                if name in required:
                    return
        yield whole
        # Where alternatives exclude each other by what they require, less is right.
        yield {name: whole[name] for name in whole if name in required}

    def _arrays(self, plain: _Plain, trail: tuple[str, ...]) -> Iterator[list[Any]]:
        low, high = _lengths(plain, "minItems", "maxItems")
        firsts = [schema.get("prefixItems", ()) for schema in plain]
        usual = max((len(first) for first in firsts), default=0) or _USUAL_ITEMS
        whole: list[Any] = []
        for index in range(min(high, max(low, usual))):
            places = (
                first[index] if index < len(first) else schema.get("items", True)
                for schema, first in zip(plain, firsts, strict=True)
            )
            try:
                whole.append(self.value(tuple(places), trail))
            except _NoValueError:
                break
        yield whole
        yield whole[:low]


def _kinds(plain: _Plain) -> list[str]:
    """Return the types to try, the likeliest first; null only where nothing else is left."""
    named = [types_of(schema) for schema in plain if "type" in schema]
    if not named:
        hinted = [_HINTS[name] for schema in plain for name in schema if name in _HINTS]
        return list(dict.fromkeys((*hinted, "string", *TYPES)))
    wanted = [kind for kind in named[0] if all(kind in others or _widens(kind, others) for others in named)]
    narrowed = ["integer" if kind == "number" and any(_narrows(each) for each in named) else kind for kind in wanted]
    return sorted(dict.fromkeys(narrowed), key=lambda kind: kind == "null")


def _widens(kind: str, others: tuple[str, ...]) -> bool:
    return kind in ("integer", "number") and ("number" in others or "integer" in others)


def _narrows(kinds: tuple[str, ...]) -> bool:
    return "integer" in kinds and "number" not in kinds


def _lengths(plain: _Plain, least: str, most: str) -> tuple[int, int]:
    low = max((schema[least] for schema in plain if least in schema), default=0)
    return low, min((schema[most] for schema in plain if most in schema), default=_LONGEST)
