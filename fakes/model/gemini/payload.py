"""A request's bytes -> one message of the API, read as strictly as protobuf's JSON is (proto3 JSON mapping)."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeGuard

from fakes.model import client_json, compact_json
from fakes.model.api_error import ApiError
from fakes.model.field import Field, FieldError
from fakes.model.gemini.messages import ENUMS, MESSAGES, PART_DATA
from fakes.model.request import Request

_PACKAGE = "type.googleapis.com/google.ai.generativelanguage.v1beta"
_CAPITAL = re.compile(r"(?<!^)([A-Z])")
_INTEGER = re.compile(r"-?\d{1,19}", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
_BITS = {"int32": 31, "int64": 63}
_STRAY = "Proto field is not repeating, cannot start list."


class Violation(NamedTuple):
    """Something in a body that no message has: the path of the field, and what is wrong, as the API says it."""

    path: str
    description: str


class PayloadError(FieldError):
    """A body that is not the message it should be. The API tells everything that is wrong at once."""

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        text = "\n".join(violation.description for violation in violations)
        super().__init__(violations[0].path, text, "invalid_payload")
        self.violations = violations


class _InvalidError(Exception):
    """A value that its kind does not allow; the text goes behind the place."""


def read_message(request: Request, kind: str) -> Field:
    """Return the body of a request: a message of a kind, with its fields by their names in protobuf.

    What is null is left out, and what may be several always is.

    Raises:
        ApiError: the body is not JSON.
        PayloadError: it is not such a message.
    """
    reader = _Reader()
    message = reader.message(_json(request), kind, "")
    if reader.violations:
        raise PayloadError(tuple(reader.violations))
    return Field(message)


def _json(request: Request) -> object:
    try:
        return client_json.read(request.body.decode() or "{}")
    except ValueError:
        raise ApiError(400, "Invalid JSON payload received. Unexpected token.", code="invalid_json") from None


class _Reader:
    """Reads messages, and notes what is wrong with them."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def message(self, value: object, kind: str, path: str) -> dict[str, object]:
        """Return a message; what is wrong is left out of it."""
        if not isinstance(value, dict):
            self._invalid(path, f"({_PACKAGE}.{kind}), {_shown(value)}")
            return {}
        read: dict[str, object] = {}
        for name, content in value.items():
            snake = _CAPITAL.sub(r"_\1", name).lower()
            if snake not in MESSAGES[kind]:
                self._unknown(name, path, "Cannot find field.")
            elif content is not None:
                self._field(read, snake, content, (MESSAGES[kind][snake], name, path))
        return read

    def _field(self, read: dict[str, object], snake: str, value: object, asked: tuple[str, str, str]) -> None:
        kind, name, path = asked
        if snake in PART_DATA and any(other in read for other in PART_DATA):
            self._invalid(path, f"(oneof), oneof field 'data' is already set. Cannot set '{name}'")
            return
        place = f"{path}.{snake}" if path else snake
        if isinstance(value, list) and not kind.endswith("[]") and kind != "value":
            self._unknown(name, path, _STRAY)
            return
        read[snake] = self._value(value, kind, place)

    def _value(self, value: object, kind: str, path: str) -> object:
        if kind.endswith("[]"):
            # The API takes one value where several may stand.
            if not isinstance(value, list):
                return [self._value(value, kind[:-2], path)]
            return [self._value(item, kind[:-2], f"{path}[{index}]") for index, item in enumerate(value)]
        if kind.startswith("{") and isinstance(value, dict):
            return {
                name: self._value(item, kind[1:-1], f"{path}[{index}].value")
                for index, (name, item) in enumerate(value.items())
            }
        if kind in MESSAGES:
            return self.message(value, kind, path)
        try:
            return _enum(value, kind) if kind in ENUMS else _SCALARS.get(kind, _struct)(value, kind)
        except _InvalidError as error:
            self._invalid(path, str(error))
            return None

    def _unknown(self, name: str, path: str, fact: str) -> None:
        place = f" at '{path}'" if path else ""
        text = f'Invalid JSON payload received. Unknown name "{name}"{place}: {fact}'
        self.violations.append(Violation(path, text))

    def _invalid(self, path: str, fact: str) -> None:
        self.violations.append(Violation(path, f"Invalid value at '{path}' {fact}"))


def _enum(value: object, kind: str) -> str:
    values = ENUMS[kind]
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(values):
        return values[value]
    if isinstance(value, str) and value.upper() in values:
        return value.upper()
    raise _InvalidError(f"({_PACKAGE}.{kind}), {_shown(value)}")


def _string(value: object, _kind: str) -> str:
    if isinstance(value, str):
        return value
    raise _InvalidError(f"(TYPE_STRING), {_shown(value)}")


def _boolean(value: object, _kind: str) -> bool:
    if isinstance(value, bool):
        return value
    raise _InvalidError(f"(TYPE_BOOL), {_shown(value)}")


def _whole(value: object, kind: str) -> int:
    # 40.0 and "40" are integers, too.
    number = value
    if _is_whole(value):
        number = int(value)
    if isinstance(number, int) and not isinstance(number, bool) and -(2 ** _BITS[kind]) <= number < 2 ** _BITS[kind]:
        return number
    raise _InvalidError(f"(TYPE_{kind.upper()}), {_shown(value)}")


def _is_whole(value: object) -> TypeGuard[str | float]:
    if isinstance(value, str):
        return _INTEGER.fullmatch(value) is not None
    return isinstance(value, float) and value.is_integer()


def _decimal(value: object, kind: str) -> float:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise _InvalidError(f"(TYPE_{kind.upper()}), {_shown(value)}")


def _bytes(value: object, _kind: str) -> str:
    if not isinstance(value, str):
        raise _InvalidError(f"(TYPE_BYTES), {_shown(value)}")
    # Padding may be left out.
    padded = value.translate(_URL_SAFE) + "=" * (-len(value) % 4)
    try:
        base64.b64decode(padded, validate=True)
    except (binascii.Error, ValueError):
        raise _InvalidError(f"(TYPE_BYTES), Base64 decoding failed for {_shown(value)}") from None
    return value


def _anything(value: object, _kind: str) -> object:
    return value


def _struct(value: object, _kind: str) -> object:
    if isinstance(value, dict):
        return value
    raise _InvalidError(f"(type.googleapis.com/google.protobuf.Struct), {_shown(value)}")


_URL_SAFE = str.maketrans("-_", "+/")

_SCALARS: Mapping[str, Callable[[object, str], object]] = {
    "string": _string,
    "bool": _boolean,
    **dict.fromkeys(_BITS, _whole),
    **dict.fromkeys(("float", "double"), _decimal),
    "bytes": _bytes,
    "value": _anything,
}


def _shown(value: object) -> str:
    return compact_json.encode(value).decode()
