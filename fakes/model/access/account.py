"""What one key, or one session, has left."""

from dataclasses import dataclass
from typing import NamedTuple

from fakes.model.access.bucket import MINUTE, Bucket
from fakes.model.access.quota import Excess, Quota, QuotaExceeded, Unit


class Level(NamedTuple):
    """One quota now: its limit a minute, what is left of it, and in how many seconds it is whole again."""

    limit: int
    remaining: int
    resets_in: float


@dataclass(frozen=True, slots=True)
class Standing:
    """The quotas of an account now; None for what has none. ``cost`` are the tokens of the request at hand."""

    requests: Level | None = None
    tokens: Level | None = None
    cost: int = 0


class Account:
    """A bucket for each quota. Times are seconds of one clock."""

    def __init__(self, quota: Quota) -> None:
        limits: tuple[tuple[Unit, int | None], ...] = (("requests", quota.requests), ("tokens", quota.tokens))
        self._buckets: dict[Unit, Bucket] = {unit: Bucket(limit) for unit, limit in limits if limit is not None}

    def charge(self, requests: int, tokens: int, now: float, *, model: str) -> None:
        """Take a request and its tokens, both or nothing: what is refused costs nothing.

        Raises:
            QuotaExceeded: there is not enough. It speaks of the quota that is longer in coming.
        """
        amounts: dict[Unit, int] = {"requests": requests, "tokens": tokens}
        excesses = [
            Excess(unit, bucket.limit, bucket.limit - bucket.remaining(now), amounts[unit], wait)
            for unit, bucket in self._buckets.items()
            if (wait := bucket.wait(amounts[unit], now))
        ]
        if excesses:
            raise QuotaExceeded(max(excesses, key=lambda excess: excess.wait), model)
        for unit, bucket in self._buckets.items():
            bucket.take(amounts[unit], now)

    def give_back(self, requests: int, tokens: int, now: float) -> None:
        """Undo a charge."""
        amounts: dict[Unit, int] = {"requests": requests, "tokens": tokens}
        for unit, bucket in self._buckets.items():
            bucket.take(-amounts[unit], now)

    def exhaust(self, tokens: int, wait: float | None, now: float) -> float:
        """Take back the charge of a request that had ``tokens``, and let it be granted in ``wait`` seconds, not before.

        None for ``wait`` leaves nothing. Return the wait.
        """
        bucket, amount = self._buckets.get("requests"), 1
        spent = self._buckets.get("tokens")
        if bucket is None:
            bucket, amount = self._buckets["tokens"], max(tokens, 1)
        elif spent is not None:
            spent.take(-tokens, now)
        wait = amount * MINUTE / bucket.limit if wait is None else wait
        bucket.exhaust(amount, wait, now)
        return wait

    def standing(self, cost: int, now: float) -> Standing:
        """Return what is left."""
        return Standing(self._level("requests", now), self._level("tokens", now), cost)

    def is_full(self, now: float) -> bool:
        """Return whether nothing is missing: such an account may be forgotten."""
        return not any(bucket.resets_in(now) for bucket in self._buckets.values())

    def _level(self, unit: Unit, now: float) -> Level | None:
        bucket = self._buckets.get(unit)
        return None if bucket is None else Level(bucket.limit, bucket.remaining(now), bucket.resets_in(now))
