"""How fast the model speaks."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

LONGEST_WAIT_MS = 600_000
"""The longest wait that a request may ask for, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Pacing:
    """The schedule of an answer: piece k is due ``first_ms + k * delay_ms`` milliseconds after the request was read.

    Deadlines are absolute, so a late wake-up delays one piece and never those after it. At no delay the first event
    leaves alone and the others together, as many as a write holds. ``script_speed`` multiplies the pauses of scripts:
    1 plays them as written, 0 skips them.

    Raises:
        ValueError: a value is negative or not finite.
    """

    first_ms: float = 0.0
    delay_ms: float = 0.0
    script_speed: float = 1.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{field.name} is {value}, and must be a finite number that is not negative")

    @classmethod
    def realistic(cls) -> "Pacing":
        """Return the pace of a hosted model of the middle size: 250 ms to the first piece, then 40 pieces a second."""
        return cls(first_ms=250, delay_ms=25)

    def due(self, piece: int) -> float:
        """Return when piece ``piece``, counted from 0, is due: seconds after the answer began."""
        return (self.first_ms + piece * self.delay_ms) / 1000

    def overridden(self, wishes: Mapping[str, float]) -> "Pacing":
        """Return this pacing with the ``first_ms`` and ``delay_ms`` that a request asks for; other keys are ignored."""
        return replace(self, **{name: wishes[name] for name in ("first_ms", "delay_ms") if name in wishes})
