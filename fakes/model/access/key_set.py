"""The keys that a server knows."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a key is good: ``seconds`` of a session's clock from its beginning on, ``uses``, or for ever.

    Raises:
        ValueError: a number is negative or not finite.
    """

    seconds: float | None = None
    uses: int | None = None

    def __post_init__(self) -> None:
        for name, value in (("seconds", self.seconds), ("uses", self.uses)):
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{name} is {value}, and must be a finite number that is not negative")


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys that are let in. Keys that name a session (``fake-session-NAME``) always are."""

    lifetimes: Mapping[str, Lifetime]

    @classmethod
    def of(cls, *keys: str) -> "KeySet":
        """Return the set of keys that never expire."""
        return cls(dict.fromkeys(keys, Lifetime()))

    def __repr__(self) -> str:
        # Keys are not for logs.
        return f"<KeySet of {len(self.lifetimes)}>"
