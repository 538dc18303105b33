"""Whether an object can do what a protocol wants, asked once a class: Python's own answer costs more than a token."""

from typing import TypeVar, cast

T = TypeVar("T")

_KNOWN: dict[tuple[type, type], bool] = {}


def able(thing: object, protocol: type[T]) -> T | None:
    """Return the thing as what the protocol says, if its class has all of the protocol's methods; else None."""
    asked = (type(thing), protocol)
    if asked not in _KNOWN:
        _KNOWN[asked] = issubclass(*asked)
    return cast("T", thing) if _KNOWN[asked] else None
