"""What a service model of AWS asks of a value, and the words in which AWS says that it is not so.

The kinds and their bounds are those of botocore's service models; a member that a model does not know is ignored.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from fakes.model.api_error import ApiError

Path = tuple[str | int, ...]
"""Where a value is: the names of members, and the places in lists, from 0."""

GREATEST = 2**31 - 1
"""The greatest integer."""

SERIALIZATION = "SerializationException"
"""The error of a value that is of another type."""


class Shape(Protocol):
    """What a value must be."""

    def judge(self, value: object, path: Path) -> Iterator[str]:
        """Yield the constraints that a value, which is not null, does not keep to.

        Raises:
            ApiError: it is of another type.
        """
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """A string: its length, what it must match in full, and the values that it may have."""

    low: int = 0
    high: int | None = None
    pattern: str = ""
    known: tuple[str, ...] = ()

    def judge(self, value: object, path: Path) -> Iterator[str]:
        """Yield what a string does not keep to."""
        if not isinstance(value, str):
            raise _mistyped(value, "String")
        if self.known and value not in self.known:
            yield _broken(value, path, f"satisfy enum value set: [{', '.join(self.known)}]")
        if self.pattern and not re.fullmatch(self.pattern, value):
            yield _broken(value, path, f"satisfy regular expression pattern: {self.pattern}")
        yield from _lengths(value, len(value), path, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, both bounds included."""

    low: int
    high: int | None = None
    whole: bool = False

    def judge(self, value: object, path: Path) -> Iterator[str]:
        """Yield what a number does not keep to."""
        kind = "Integer" if self.whole else "Float"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _mistyped(value, kind)
        if abs(value) > (GREATEST if self.whole else _HUGE) or (self.whole and not isinstance(value, int)):
            raise _mistyped(value, kind)
        shown = str(value if self.whole else float(value))
        if value < self.low:
            yield _broken(shown, path, f"have value greater than or equal to {self.low}")
        if self.high is not None and value > self.high:
            yield _broken(shown, path, f"have value less than or equal to {self.high}")


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean."""

    def judge(self, value: object, path: Path) -> Iterator[str]:  # noqa: ARG002 - every boolean will do
        """Yield nothing."""
        if not isinstance(value, bool):
            raise _mistyped(value, "Boolean")
        return iter(())


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes, in base64; there is at least one."""

    def judge(self, value: object, path: Path) -> Iterator[str]:
        """Yield what the bytes do not keep to."""
        if not isinstance(value, str):
            raise _mistyped(value, "Blob")
        try:
            data = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise ApiError(400, f"The value at {place(path)} is not valid base64.", code=SERIALIZATION) from None
        yield from _lengths("java.nio.HeapByteBuffer", len(data), path, 1, None)


@dataclass(frozen=True, slots=True)
class Document:
    """Any JSON."""

    def judge(self, value: object, path: Path) -> Iterator[str]:  # noqa: ARG002 - every value will do
        """Yield nothing."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Array:
    """A list."""

    item: Shape
    low: int = 0
    high: int | None = None

    def judge(self, value: object, path: Path) -> Iterator[str]:
        """Yield what a list and its items do not keep to."""
        if not isinstance(value, list):
            raise _mistyped(value, "List")
        yield from _lengths("[]" if not value else "[...]", len(value), path, self.low, self.high)
        for index, item in enumerate(value):
            yield from _judge(self.item, item, (*path, index), required=True)


@dataclass(frozen=True, slots=True)
class Structure:
    """An object. ``union`` is its name where exactly one of its members must be there."""

    members: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    union: str = ""

    def judge(self, value: object, path: Path) -> Iterator[str]:
        """Yield what the members do not keep to.

        Raises:
            ApiError: it is a union, and has no member that is known, or several.
        """
        if not isinstance(value, dict):
            raise _mistyped(value, "Structure")
        if self.union and sum(value.get(name) is not None for name in self.members) != 1:
            keys = ", ".join(self.members)
            raise ApiError(
                400,
                f"The {self.union} object at {place(path)} must set one of the following keys: {keys}.",
                param=place(path),
            )
        for name, shape in self.members.items():
            yield from _judge(shape, value.get(name), (*path, name), required=name in self.required)


def check(shape: Shape, value: object) -> None:
    """Judge a request's body.

    Raises:
        ApiError: it is not what it must be; all constraints that it does not keep to are told at once.
    """
    if broken := list(shape.judge(value, ())):
        errors = "error" if len(broken) == 1 else "errors"
        raise ApiError(400, f"{len(broken)} validation {errors} detected: {'; '.join(broken)}")


def place(path: Path) -> str:
    """Return where a value is, as Bedrock's own checks tell it: ``messages.0.content.1``."""
    return ".".join(map(str, path))


_HUGE = 3.5e38


def _judge(shape: Shape, value: object, path: Path, *, required: bool) -> Iterator[str]:
    if value is not None:
        yield from shape.judge(value, path)
    elif required:
        yield f"Value null at '{_member(path)}' failed to satisfy constraint: Member must not be null"


def _member(path: Path) -> str:
    return ".".join(step if isinstance(step, str) else f"{step + 1}.member" for step in path)


def _broken(shown: str, path: Path, constraint: str) -> str:
    return f"Value '{shown}' at '{_member(path)}' failed to satisfy constraint: Member must {constraint}"


def _lengths(shown: str, length: int, path: Path, low: int, high: int | None) -> Iterator[str]:
    if length < low:
        yield _broken(shown, path, f"have length greater than or equal to {low}")
    if high is not None and length > high:
        yield _broken(shown, path, f"have length less than or equal to {high}")


def _mistyped(value: object, wanted: str) -> ApiError:
    if isinstance(value, dict):
        message = "Start of structure or map found where not expected."
    elif isinstance(value, list):
        message = "Start of list found where not expected."
    else:
        token = "STRING" if isinstance(value, str) else "NUMBER" if type(value) in (int, float) else str(value).upper()
        message = f"{token}_VALUE can not be converted to a {wanted}"
    return ApiError(400, message, code=SERIALIZATION)
