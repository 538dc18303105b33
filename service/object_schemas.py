"""The shapes that an application lets a model fill in, by name, for ``useObject``.

::

    from service.object_schemas import object_schema

    @object_schema("recipe")
    @dataclass
    class Recipe:
        name: str
        ingredients: list[str]

A module that says so is named in the setting OPERATIONS; then ``POST /api/object?schema=recipe`` is answered with JSON
of this shape, as text. Any type that pydantic has a JSON Schema for will do.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from service.model import ResponseSchema

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_T = TypeVar("_T", bound=type)


class ObjectSchemas(Mapping[str, ResponseSchema]):
    """A registry."""

    def __init__(self) -> None:
        self._by_name: dict[str, _Registered] = {}

    def object_schema(self, name: str) -> Callable[[_T], _T]:
        """Return a decorator that registers a type under this name, and leaves it as it is.

        Raises:
            ValueError: by the decorator: no name for a schema, or one that is taken.
        """

        def register(type_: _T) -> _T:
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name for a schema: 1 to 64 of A-Z, a-z, 0-9, _ and -")
            if name in self._by_name:
                raise ValueError(f"there is a schema {name!r} already")
            self._by_name[name] = _Registered(name, type_)
            return type_

        return register

    def __getitem__(self, name: str) -> ResponseSchema:
        return self._by_name[name].schema

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


class _Registered:
    """A type, whose schema is made when it is first asked for: pydantic takes a tenth of a second."""

    def __init__(self, name: str, type_: type) -> None:
        self._name = name
        self._type = type_

    @cached_property
    def schema(self) -> ResponseSchema:
        from pydantic import TypeAdapter  # noqa: PLC0415 - as above

        return ResponseSchema(name=self._name, schema=TypeAdapter(self._type).json_schema())


REGISTERED = ObjectSchemas()
"""What ``object_schema`` registers: the schemas of this process."""

object_schema = REGISTERED.object_schema
