"""Choices that look free and are not."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


class Chooser:
    """A sequence of choices that follows from ``material`` alone, on every machine and in every release of Python."""

    def __init__(self, *material: str) -> None:
        # A lone surrogate must not raise, and the separator must not occur in what it separates.
        self._material = "\0".join(material).encode(errors="backslashreplace")
        self._turn = 0

    def pick(self, options: Sequence[_T]) -> _T:
        """Return one of ``options``."""
        digest = hashlib.blake2b(b"%d\0%b" % (self._turn, self._material), digest_size=8).digest()
        self._turn += 1
        return options[int.from_bytes(digest) % len(options)]
