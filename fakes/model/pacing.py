"""How fast the model speaks."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from fakes.model.text.chooser import Chooser

LONGEST_WAIT_MS = 600_000
"""The longest wait that a request may ask for, in milliseconds."""

_GRAINS = 1000
_JITTERS = range(-_GRAINS, _GRAINS + 1)


@dataclass(frozen=True, slots=True)
class Pacing:
    """The schedule of an answer: piece k is due ``first_ms + k * delay_ms`` milliseconds after the request was read.

    Deadlines are absolute, so a late wake-up delays one piece and never those after it. At no delay the first event
    leaves alone and the others together, as many as a write holds. ``jitter``, from 0 to 1, is the share by which each
    gap may be shorter or longer than ``delay_ms``. ``script_speed`` multiplies the pauses of scripts: 1 plays them as
    written, 0 skips them.

    Raises:
        ValueError: a value is negative or not finite, or ``jitter`` is above 1.
    """

    first_ms: float = 0.0
    delay_ms: float = 0.0
    jitter: float = 0.0
    script_speed: float = 1.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{field.name} is {value}, and must be a finite number that is not negative")
        if self.jitter > 1:
            raise ValueError(f"jitter is {self.jitter}, and must be a number from 0 to 1")

    @classmethod
    def realistic(cls) -> "Pacing":
        """Return the pace of a hosted model of the middle size: 250 ms to the first piece, then 40 pieces a second."""
        return cls(first_ms=250, delay_ms=25)

    @classmethod
    def tokens_per_second(cls, rate: float, *, first_ms: float = 0.0, jitter: float = 0.0) -> "Pacing":
        """Return the pace of ``rate`` pieces a second.

        Raises:
            ValueError: ``rate`` is not a finite number above 0, or another value is refused.
        """
        return cls(first_ms=first_ms, delay_ms=_delay_ms(rate), jitter=jitter)

    def due(self, piece: int) -> float:
        """Return when piece ``piece``, counted from 0, is due without jitter: seconds after the answer began."""
        return (self.first_ms + piece * self.delay_ms) / 1000

    def timetable(self, *material: str) -> "Timetable":
        """Return the deadlines of one answer. The jitter follows from ``material``."""
        return Timetable(self, *material)

    def overridden(self, wishes: Mapping[str, float]) -> "Pacing":
        """Return this pacing with the ``first_ms``, ``delay_ms``, ``jitter`` and ``tokens_per_second`` that are wished.

        The last one sets the delay; of two wishes for the delay the later one counts. Other keys are ignored.

        Raises:
            ValueError: a wish cannot be granted.
        """
        changes: dict[str, float] = {}
        for name, value in wishes.items():
            if name == "tokens_per_second":
                changes["delay_ms"] = _delay_ms(value)
            elif name in {"first_ms", "delay_ms", "jitter"}:
                changes[name] = value
        return replace(self, **changes) if changes else self


class Timetable:
    """When the pieces of one answer are due. It remembers one deadline, however long the answer is."""

    def __init__(self, pacing: Pacing, *material: str) -> None:
        self._pacing = pacing
        # Without a delay there is nothing to shake.
        self._spread = pacing.jitter * pacing.delay_ms / _GRAINS
        self._chooser = Chooser("jitter", *material)
        self._piece = 0
        self._shift_ms = 0.0

    def due(self, piece: int) -> float:
        """Return when a piece is due: seconds after the answer began. Numbers may repeat, but must not fall."""
        if not self._spread:
            return self._pacing.due(piece)
        while self._piece < piece:
            self._piece += 1
            self._shift_ms += self._spread * self._chooser.pick(_JITTERS)
        return self._pacing.due(piece) + self._shift_ms / 1000


def _delay_ms(tokens_per_second: float) -> float:
    if not (math.isfinite(tokens_per_second) and tokens_per_second > 0):
        raise ValueError(f"tokens_per_second is {tokens_per_second}, and must be a finite number above 0")
    return 1000 / tokens_per_second
