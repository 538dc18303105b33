"""The kinds of faults: their names, their places, and their options."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fakes.model.faults.position import Unit
from fakes.model.field import Field

Value = str | int | float
"""The value of an option."""

_HEADER_VALUE = re.compile(r"[\x21-\x7E](?:[\x20-\x7E]*[\x21-\x7E])?")
_DAY = 86_400.0
_LONGEST_PAUSE = 600.0
_LONGEST_BEAT_MS = 600_000
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Option:
    """How an option is read: ``read`` raises FieldError; ``numeric`` says that its text is a number."""

    read: Callable[[Field], Value]
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault. ``main`` is the option whose value may stand behind the kind: ``status=429``."""

    name: str
    units: tuple[Unit, ...] = ()
    options: Mapping[str, Option] = field(default_factory=lambda: MappingProxyType({}))
    main: str = ""
    required: tuple[str, ...] = ()


def _integer(low: int, high: int) -> Option:
    return Option(lambda given: given.integer(low, high), numeric=True)


def _number(low: float, high: float) -> Option:
    return Option(lambda given: given.number(low, high), numeric=True)


def _choice(*known: str) -> Option:
    return Option(lambda given: given.one_of(known))


def _words(given: Field) -> str:
    text = given.string()
    if text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text):
        return text
    raise given.fail("holds half a character")


def _header_value(given: Field) -> str:
    text = given.string()
    if not _HEADER_VALUE.fullmatch(text):
        raise given.fail("holds characters that a header cannot carry")
    return text


def _seed(given: Field) -> str:
    return str(given.value) if isinstance(given.value, int) else _words(given)


_ANYWHERE: tuple[Unit, ...] = ("event", "byte")
_BETWEEN: tuple[Unit, ...] = ("event",)
_ERROR: Mapping[str, Option] = {
    "status": _integer(400, 599),
    "message": Option(_words),
    "code": Option(_words),
}
_RETRY: Mapping[str, Option] = {
    "retry-after": _number(0, _DAY),
    "retry-after-ms": _number(0, _DAY * 1000),
}
_THEN: Mapping[str, Option] = {"then": _choice("drop", "reset", "end", "hang")}


def _by_name(kinds: Collection[Kind]) -> Mapping[str, Kind]:
    return MappingProxyType({kind.name: kind for kind in kinds})


KINDS: Mapping[str, Kind] = _by_name(
    (
        Kind("status", (), {**_ERROR, **_RETRY}, main="status", required=("status",)),
        Kind("html", (), {"status": _integer(200, 599)}),
        Kind("content-type", (), {"value": Option(_header_value)}, main="value"),
        Kind("length", (), {"extra": _integer(1, _LARGEST)}),
        Kind("silence"),
        Kind("silent-head"),
        Kind("stall", _ANYWHERE, {"seconds": _number(0, _LONGEST_PAUSE)}),
        Kind("end", _ANYWHERE),
        Kind("drop", _ANYWHERE),
        Kind("reset", _ANYWHERE),
        Kind("half", _BETWEEN, _THEN),
        Kind("utf8", _ANYWHERE, _THEN),
        Kind("garbage", _ANYWHERE, {"bytes": _integer(1, _LARGEST)}),
        Kind("error", _BETWEEN, _ERROR),
        Kind("duplicate", _BETWEEN),
        Kind("pings", _BETWEEN, {"ms": _number(1, _LONGEST_BEAT_MS)}),
        Kind("slow", (), {"bytes": _integer(1, _LARGEST), "ms": _number(0, _LONGEST_BEAT_MS)}),
        Kind("fuzz", (), {"mode": _choice("transport", "sse"), "seed": Option(_seed)}, main="mode"),
    )
)
"""Every kind, by name."""
