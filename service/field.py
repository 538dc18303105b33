"""A place in a JSON document that knows its own name, so that a complaint can say where."""

from collections.abc import Iterator
from typing import NamedTuple

from service.errors import InvalidRequest

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]

_NAMES = {type(None): "null", bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "an array"}


class Field(NamedTuple):
    """A JSON value and the path that leads to it, such as ``messages[2].content``.

    Every reader raises InvalidRequest, naming the path, when the value is of another type.
    """

    value: JSON
    path: str = ""

    def fail(self, complaint: str) -> InvalidRequest:
        """Return the error that says what is wrong here."""
        return InvalidRequest(f"{self.path or 'request body'} {complaint}")

    def member(self, name: str) -> "Field | None":
        """Return an object's member; None where it is absent or null."""
        value = self.object().get(name)
        return None if value is None else Field(value, self.below(name))

    def required(self, name: str) -> "Field":
        """Return an object's member, which must be there."""
        member = self.member(name)
        if member is None:
            raise Field(None, self.below(name)).fail("is missing")
        return member

    def object(self) -> dict[str, JSON]:
        """Return the object that stands here."""
        if not isinstance(self.value, dict):
            raise self.mismatch("an object")
        return self.value

    def items(self) -> Iterator["Field"]:
        """Yield the items of the array that stands here."""
        if not isinstance(self.value, list):
            raise self.mismatch("an array")
        for index, item in enumerate(self.value):
            yield Field(item, f"{self.path}[{index}]")

    def string(self) -> str:
        """Return the string that stands here."""
        if not isinstance(self.value, str):
            raise self.mismatch("a string")
        return self.value

    def boolean(self) -> bool:
        """Return the boolean that stands here."""
        if not isinstance(self.value, bool):
            raise self.mismatch("a boolean")
        return self.value

    def text(self, name: str) -> str | None:
        """Return an object's string member; None where it is absent or null."""
        member = self.member(name)
        return None if member is None else member.string()

    def below(self, name: str) -> str:
        """Return the path of an object's member."""
        return f"{self.path}.{name}" if self.path else name

    def mismatch(self, expected: str) -> InvalidRequest:
        """Return the error that says what must stand here, and what kind of value does."""
        return self.fail(f"must be {expected}, not {_NAMES.get(type(self.value), 'an object')}")
