"""A JSON Schema that a client sent: checked before it is used, and never more costly than its size allows.

Draft 2020-12, unless ``$schema`` names another draft. Nothing is ever fetched: a ``$ref`` leads to a place in the
schema, or to a draft's own schema. Patterns are matched by Rust's engine, in linear time, for Python's can be kept busy
for ever; ``patternProperties``, which jsonschema matches itself, is refused. References may lead into each other, and
only so many are followed for one value.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from service.field import JSON, Field

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_MOST_REFERENCES = 100_000
_MAX_PLACE = 200
"""Characters of a place in a schema that are echoed."""
_MAX_FAULT = 500
"""Characters of a fault that are kept for the log; it may quote a whole answer."""

_left: ContextVar[Iterator[int]] = ContextVar("references that may still be followed")


class _Endless(Exception):
    """The schema leads on and on."""


class JsonSchema(Struct, frozen=True):
    """A schema, and what compares values with it."""

    document: dict[str, JSON]
    _validator: "Validator"

    @classmethod
    def read(cls, field: Field) -> "JsonSchema":
        """Return the schema that stands in ``field``. Takes as long as the schema is large.

        Raises:
            InvalidRequest: it is none, or not one that is used here; the message names the field.
        """
        document = field.object()
        kind = _kind(field)
        # A schema that names its draft would be given that draft's validator again, which has no bounds.
        bare = {name: value for name, value in document.items() if name != "$schema"}
        try:
            with _panic_as_recursion():
                _check(field, bare, kind)
                schema = cls(document, _bounded(kind)(bare, registry=_drafts()))
                # What leads back to itself before it has looked at anything does so with any value.
                schema._faults(None)
        except (RecursionError, _Endless):
            raise field.fail("is nested too deeply or refers to itself without end") from None
        return schema

    def fault(self, value: JSON) -> str | None:
        """Return what is wrong with a value, for the log only; None where it fits."""
        try:
            with _panic_as_recursion():
                return self._faults(value)
        except (RecursionError, ArithmeticError, _Endless):
            # Numbers are compared as floats, which not every number is.
            return "it can't be compared with the schema"

    def _faults(self, value: JSON) -> str | None:
        _left.set(iter(range(_MOST_REFERENCES)))
        error = next(iter(self._validator.iter_errors(value)), None)
        return None if error is None else f"{error.json_path}: {error.message}"[:_MAX_FAULT]


@contextmanager
def _panic_as_recursion() -> Iterator[None]:
    """Raise RecursionError where the stack ends within a library written in Rust, which says so in words of its own."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise RecursionError from error


def _drafts() -> Any:  # noqa: ANN401 - jsonschema and referencing say little about their types
    """Return the drafts' own schemas, which is all that there is beside the client's."""
    import jsonschema_specifications  # type: ignore[import-untyped] # noqa: PLC0415 - a tenth of a second

    return jsonschema_specifications.REGISTRY


def _kind(field: Field) -> Any:  # noqa: ANN401 - as above
    """Return the validator of the schema's draft."""
    from jsonschema.validators import Draft202012Validator, validator_for  # noqa: PLC0415 - as above

    dialect = field.text("$schema")
    kind = Draft202012Validator if dialect is None else validator_for({"$schema": dialect}, default=None)  # type: ignore[arg-type] # what says that there is none
    if kind is None:
        raise field.required("$schema").fail("names no draft of JSON Schema that is known here")
    return kind


def _check(field: Field, schema: dict[str, JSON], kind: Any) -> None:  # noqa: ANN401 - as above
    """Refuse what is no schema, or can't be used.

    Raises:
        InvalidRequest: naming the field.
    """
    from jsonschema.exceptions import SchemaError  # noqa: PLC0415 - as above
    from referencing.jsonschema import specification_with  # noqa: PLC0415 - as above

    try:
        kind.check_schema(schema)
    except SchemaError as error:
        place = ".".join(map(str, error.path))[:_MAX_PLACE]
        raise field.fail(f"is not a valid JSON Schema{place and f', at {place}'}") from None
    drafts = _drafts()
    root = specification_with(kind.META_SCHEMA["$schema"]).create_resource(schema)
    parts = [(root, drafts.resolver_with_root(root))]
    for part, resolver in parts:
        parts += [(below, resolver.in_subresource(below)) for below in part.subresources()]
    # Only these have been checked, and a draft's own schema needs no check.
    known = {id(part.contents) for part, _ in parts} | {id(draft.contents) for draft in drafts.values()}
    for part, resolver in parts:
        if isinstance(part.contents, dict):
            _check_keywords(field, part.contents)
            for name in _REFERENCES & part.contents.keys():
                if not _leads_to(known, resolver, part.contents[name]):
                    raise field.fail(f"has a {name} that leads to no schema: {part.contents[name][:_MAX_PLACE]}")


def _leads_to(known: set[int], resolver: Any, reference: str) -> bool:  # noqa: ANN401 - referencing's, and private
    from referencing.exceptions import Unresolvable  # noqa: PLC0415 - as above

    try:
        target = resolver.lookup(reference).contents
    except (Unresolvable, LookupError, TypeError, ValueError):
        # Some places can't even be looked into.
        return False
    return isinstance(target, bool) or id(target) in known


def _check_keywords(field: Field, contents: dict[str, Any]) -> None:
    from pydantic_core import SchemaError  # noqa: PLC0415 - as above

    for name in ("patternProperties", "$schema"):
        if name in contents:
            raise field.fail(f"has {name} in a place where it is not supported")
    if "pattern" in contents:
        try:
            _matcher(contents["pattern"])
        except SchemaError:
            raise field.fail(f"has a pattern that is not supported: {contents['pattern'][:_MAX_PLACE]}") from None


def _matcher(pattern: str) -> Any:  # noqa: ANN401 - pydantic-core's
    """Return what matches a pattern anywhere in a text."""
    from pydantic_core import SchemaValidator, core_schema  # noqa: PLC0415 - as above

    return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex"))


@cache
def _bounded(kind: Any) -> Any:  # noqa: ANN401 - as above
    """Return a draft's validator, with our own ways to match and to follow."""
    from jsonschema.exceptions import ValidationError  # noqa: PLC0415 - as above
    from jsonschema.validators import extend  # noqa: PLC0415 - as above

    def pattern(_validator: object, wanted: str, value: object, _schema: object) -> Iterator[ValidationError]:
        if isinstance(value, str) and not _matcher(wanted).isinstance_python(value):
            yield ValidationError(f"{value!r} does not match {wanted!r}")

    def counted(follow: Any) -> Any:  # noqa: ANN401 - as above
        def following(validator: object, wanted: str, value: object, schema: object) -> Iterator[ValidationError]:
            if next(_left.get(), None) is None:
                raise _Endless
            yield from follow(validator, wanted, value, schema) or ()

        return following

    references = {name: counted(kind.VALIDATORS[name]) for name in _REFERENCES if name in kind.VALIDATORS}
    return extend(kind, {**references, "pattern": pattern})  # type: ignore[no-untyped-call] # jsonschema's
