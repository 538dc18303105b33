"""A place in a body."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["event", "byte"]


@dataclass(frozen=True, slots=True)
class Position:
    """The place behind the first ``count`` events, or behind the first ``count`` bytes of the body.

    The bytes of chunked framing are not counted. A place behind the end is the end, before the terminator.
    """

    unit: Unit
    count: int

    def __str__(self) -> str:
        return f"{self.unit}={self.count}"
