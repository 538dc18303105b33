"""An amount a minute that is refilled all the time."""

import math

MINUTE = 60.0
_GRAIN = 1e-6
"""What clocks and sums of floats may be wrong by, in seconds."""


class Bucket:
    """``limit`` things, and ``limit`` more a minute, but never more than that at once. Times are seconds of one clock.

    It knows only when it will be full again: what is in it follows from the time.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._rate = limit / MINUTE
        self._full_at = -math.inf

    def wait(self, amount: float, now: float) -> float:
        """Return in how many seconds ``amount`` can be taken: 0 for now, infinity for never."""
        if amount > self.limit:
            return math.inf
        seconds = self._full_at - now - (self.limit - amount) / self._rate
        return 0.0 if seconds <= _GRAIN else seconds

    def take(self, amount: float, now: float) -> None:
        """Take ``amount``, whether it is there or not; a negative one is given back."""
        self._full_at = max(self._full_at, now) + amount / self._rate

    def exhaust(self, amount: float, wait: float, now: float) -> None:
        """Leave so little that ``amount`` can be taken in ``wait`` seconds, and not before."""
        self._full_at = now + wait + (self.limit - amount) / self._rate

    def remaining(self, now: float) -> int:
        """Return how many whole things are in it."""
        return max(0, math.floor(self.limit - max(0.0, self.resets_in(now) - _GRAIN) * self._rate))

    def resets_in(self, now: float) -> float:
        """Return in how many seconds it is full again."""
        return max(0.0, self._full_at - now)
