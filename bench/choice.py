"""Some of what there is, by name, as the command line says it."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Named(Protocol):
    """Has a name."""

    @property
    def name(self) -> str:
        """What the command line calls it."""


_T = TypeVar("_T", bound=Named)


def chosen(known: Sequence[_T], words: str | None) -> Sequence[_T]:
    """Return those that the words name, comma-separated, in the order in which they are known; all without any words.

    Raises:
        ValueError: a word names nothing; the message says what there is.
    """
    if words is None:
        return known
    names = {word.strip() for word in words.split(",")}
    if unknown := names - {one.name for one in known}:
        raise ValueError(f"no {sorted(unknown)[0]!r} among {', '.join(one.name for one in known)}")
    return [one for one in known if one.name in names]
