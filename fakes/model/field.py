"""A place in a JSON document that knows its own name, so that a refusal can say where."""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

_N = TypeVar("_N", int, float)

_TYPES = {
    type(None): "null",
    bool: "a boolean",
    int: "an integer",
    float: "a decimal",
    str: "a string",
    list: "an array",
    dict: "an object",
}


class FieldError(ValueError):
    """A value that must not stand where it stands. Its text names the place and what was expected there.

    ``code`` is OpenAI's word for what is wrong. ``expected`` is a type or a bound, ``found`` the value or its type, and
    ``supported`` the values that may stand there; each is empty where it says nothing.
    """

    def __init__(  # noqa: PLR0913 - facts for the dialects, which word their refusals themselves
        self,
        path: str,
        complaint: str,
        code: str,
        *,
        expected: str = "",
        found: str = "",
        supported: Collection[str] = (),
    ) -> None:
        super().__init__(f"'{path}' {complaint}." if path else f"The document {complaint}.")
        self.path = path
        self.complaint = complaint
        self.code = code
        self.expected = expected
        self.found = found
        self.supported = tuple(supported)


@dataclass(frozen=True, slots=True)
class Field:
    """A JSON value and the path that leads to it, such as ``messages[2].content``.

    Every reader raises FieldError when the value is not what the reader's name says.
    """

    value: object
    path: str = ""

    def fail(self, complaint: str, code: str = "invalid_value") -> FieldError:
        """Return the error that says what is wrong here; ``complaint`` goes on after the path."""
        return FieldError(self.path, complaint, code)

    def keys(self) -> tuple[str, ...]:
        """Return the names of an object's members."""
        return tuple(self._object())

    def get(self, name: str) -> "Field | None":
        """Return an object's member; None where it is absent or null."""
        value = self._object().get(name)
        return None if value is None else Field(value, self._below(name))

    def require(self, name: str) -> "Field":
        """Return an object's member, which must be there, though it may be null."""
        members = self._object()
        if name not in members:
            raise FieldError(self._below(name), "is required", "missing_required_parameter")
        return Field(members[name], self._below(name))

    def items(self) -> Iterator["Field"]:
        """Yield the items of an array."""
        if not isinstance(self.value, list):
            raise self._mismatch("an array")
        return (Field(item, f"{self.path}[{index}]") for index, item in enumerate(self.value))

    def string(self) -> str:
        """Return a string."""
        if not isinstance(self.value, str):
            raise self._mismatch("a string")
        return self.value

    def boolean(self) -> bool:
        """Return a boolean."""
        if not isinstance(self.value, bool):
            raise self._mismatch("a boolean")
        return self.value

    def integer(self, low: int, high: int) -> int:
        """Return an integer from ``low`` to ``high``, both included."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self._mismatch("an integer")
        return self._within(self.value, low, high)

    def number(self, low: float, high: float) -> float:
        """Return a finite number from ``low`` to ``high``, both included."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            raise self._mismatch("a number")
        # YAML and Python's JSON know values that no comparison refuses.
        if isinstance(self.value, float) and not math.isfinite(self.value):
            raise self.fail("must be finite")
        return self._within(self.value, low, high)

    def one_of(self, known: Collection[str]) -> str:
        """Return a string that is among ``known``."""
        value = self.string()
        if value not in known:
            names = ", ".join(f"'{name}'" for name in known)
            raise FieldError(
                self.path,
                f"is '{value}', and must be one of {names}",
                "invalid_value",
                found=value,
                supported=known,
            )
        return value

    def _object(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            raise self._mismatch("an object")
        return self.value

    def _below(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _mismatch(self, wanted: str) -> FieldError:
        found = _TYPES[type(self.value)]
        return FieldError(self.path, f"must be {wanted}, and is {found}", "invalid_type", expected=wanted, found=found)

    def _within(self, value: _N, low: float, high: float) -> _N:
        if value < low:
            raise self._outside(f"at least {low}", "below_minimum", low)
        if value > high:
            raise self._outside(f"at most {high}", "above_maximum", high)
        return value

    def _outside(self, wanted: str, code: str, bound: float) -> FieldError:
        complaint = f"is {self.value}, and must be {wanted}"
        return FieldError(self.path, complaint, code, expected=str(bound), found=str(self.value))
