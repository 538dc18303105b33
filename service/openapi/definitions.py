"""Python's type annotations as JSON Schema: TypedDicts become components, which refer to each other by name."""

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, is_typeddict

from service.field import JSON
from service.openapi.schema import Schema, reference
from service.openapi.typed_dict import members, summary

_SIMPLE: Mapping[object, str] = {str: "string", int: "integer", bool: "boolean", type(None): "null"}


class Definitions:
    """Collects the components that annotations need.

    Args:
        named: components for types that are not TypedDicts, such as a NewType.
    """

    def __init__(self, named: Mapping[Any, Schema]) -> None:
        self._named = named
        self.components: dict[str, JSON] = {}

    def of(self, annotation: object) -> Schema:
        """Return the schema of a type.

        Raises:
            TypeError: the type is none that is understood here.
        """
        if annotation == JSON:
            return {}
        if is_typeddict(annotation) or annotation in self._named:
            return self._component(annotation)
        if annotation in _SIMPLE:
            return {"type": _SIMPLE[annotation]}
        return self._composed(annotation)

    def _composed(self, annotation: object) -> Schema:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            # On strings only: a pattern that they match.
            return {**self.of(arguments[0]), "pattern": arguments[1]}
        if origin is Literal:
            return _literal(arguments)
        if origin is UnionType:
            return {"anyOf": [self.of(argument) for argument in arguments]}
        if origin is list:
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        raise TypeError(f"{annotation!r} has no schema here")

    def _component(self, kind: Any) -> Schema:  # noqa: ANN401 - types have no type
        name: str = kind.__name__
        if name not in self.components:
            named = self._named.get(kind)
            self.components[name] = self._object(kind) if named is None else named
        return reference(name)

    def _object(self, kind: object) -> Schema:
        keys = list(members(kind))
        return {
            "type": "object",
            "description": summary(kind),
            "required": [key.name for key in keys if key.required],
            "properties": {key.name: self.of(key.annotation) for key in keys},
            # Older clients refuse fields that they do not know, so that none is ever sent that is not written here.
            "additionalProperties": False,
        }


def _literal(values: tuple[JSON, ...]) -> Schema:
    kinds: list[JSON] = [*dict.fromkeys(_SIMPLE[type(value)] for value in values)]
    kind = kinds[0] if len(kinds) == 1 else kinds
    return {"type": kind, "const": values[0]} if len(values) == 1 else {"type": kind, "enum": [*values]}
