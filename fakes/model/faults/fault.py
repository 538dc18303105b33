"""One thing that goes wrong with an answer, as text, as JSON, and done to a reply."""

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from fakes.model.faults.kind import KINDS, Kind, Value
from fakes.model.faults.position import Position
from fakes.model.faults.scene import Scene
from fakes.model.faults.strikes import STRIKES
from fakes.model.field import Field, FieldError
from fakes.model.reply import Reply

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
_UNITS = ("event", "byte")
_LAST_PLACE = 1_000_000_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault, where it strikes if it has a place, and its options in the order of their names.

    Made by ``parse`` or ``of``, which check it. Its text is the one that ``parse`` reads back: two faults are equal
    when their texts are.
    """

    kind: str
    position: Position | None = None
    options: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def parse(cls, text: str, path: str = "fault") -> "Fault":
        """Read ``reset@event=3``, ``status=429;retry-after=2``: a kind, its place, and options after semicolons.

        ``%3B`` in a value is a semicolon, and so on. ``path`` names the place of the text in errors.

        Raises:
            FieldError: a name is unknown, or a value is not what it must be.
        """
        first, *rest = (part.strip() for part in text.split(";"))
        head, placed, place = first.partition("@")
        name, valued, value = (head if placed else first).partition("=")
        kind = _kind(Field(name.strip(), path))
        document: dict[str, object] = {"kind": kind.name}
        if valued:
            if not kind.main:
                raise FieldError(path, f"is '{text}', but '{kind.name}' takes no value of its own", "invalid_value")
            _put(document, kind, f"{kind.main}={value}", path)
        for option in (*((place,) if placed else ()), *rest):
            _put(document, kind, option, path)
        return cls.of(Field(document, path))

    @classmethod
    def of(cls, field: Field) -> "Fault":
        """Read a fault from its text, or from an object: ``{"kind": "stall", "event": 2, "seconds": 5}``.

        Raises:
            FieldError: a name is unknown, or a value is not what it must be.
        """
        if isinstance(field.value, str):
            return cls.parse(field.value, field.path)
        kind = _kind(field.require("kind"))
        known = ("kind", *kind.units, *kind.options)
        for name in field.keys():  # noqa: SIM118 - a method of its own, not a dict's
            if name not in known:
                others = ", ".join(known[1:]) or "no others"
                raise field.require(name).fail(f"is not known to '{kind.name}'; known are: {others}", "unknown_name")
        for name in kind.required:
            field.require(name)
        options = sorted((name, field.get(name)) for name in kind.options)
        return cls(
            kind.name,
            _position(field, kind),
            tuple((name, kind.options[name].read(given)) for name, given in options if given is not None),
        )

    def __str__(self) -> str:
        kind = KINDS[self.kind]
        given = dict(self.options)
        value = f"={_quoted(given.pop(kind.main))}" if kind.main in given else ""
        place = f"@{self.position}" if self.position is not None else ""
        return ";".join((f"{self.kind}{value}{place}", *(f"{name}={_quoted(given[name])}" for name in given)))

    def strike(self, reply: Reply, scene: Scene) -> Reply:
        """Return the reply as this fault leaves it. Its frames are made as they are sent, and may be read once."""
        return replace(STRIKES[self.kind](reply, self, scene), faults=(*reply.faults, self.kind))

    @property
    def place(self) -> Position:
        """Where it strikes; the beginning of the body where nothing is said."""
        return self.position or Position("event", 0)

    def number(self, name: str, default: float) -> float:
        """Return an option that is a number."""
        value = dict(self.options).get(name, default)
        return default if isinstance(value, str) else value

    def text(self, name: str, default: str = "") -> str:
        """Return an option as text."""
        return str(dict(self.options).get(name, default))


def _kind(field: Field) -> Kind:
    return KINDS[field.one_of(KINDS)]


def _put(document: dict[str, object], kind: Kind, option: str, path: str) -> None:
    name, given, text = (part.strip() for part in option.partition("="))
    if not given:
        raise FieldError(path, f"holds '{option}', which must be a name and a value: name=value", "invalid_value")
    if name in document:
        raise FieldError(path, f"holds '{name}' twice", "invalid_value")
    value = unquote(text)
    numeric = name in _UNITS or (name in kind.options and kind.options[name].numeric)
    document[name] = _number(value) if numeric and _NUMBER.fullmatch(value) else value


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value


def _position(field: Field, kind: Kind) -> Position | None:
    if not kind.units:
        return None
    given = [(unit, place) for unit in kind.units if (place := field.get(unit)) is not None]
    if len(given) > 1:
        raise field.fail("is at an event or at a byte, not both")
    unit, count = (given[0][0], given[0][1].integer(0, _LAST_PLACE)) if given else (kind.units[0], 0)
    return Position(unit, count)


def _quoted(value: Value) -> str:
    return quote(str(value), safe="/+!*'()")
