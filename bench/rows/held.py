"""How many streams of 40 tokens a second one core holds: they begin, and go on, within 100 ms.

Both have to be asked for: who is slow to begin streams has fewer of them at the same time.
"""

from collections.abc import Callable, Mapping, Sequence
from statistics import quantiles

from bench.contender import Contender
from bench.metric import HELD
from bench.rows.paced import PACE_MS, SPREAD, arrivals_at_pace
from bench.stand import Stand

_FIRST = 8
_LATE = 0.1
"""Seconds behind the pace."""


def measure(stand: Stand, contender: Contender) -> Mapping[str, float]:
    """Return the number."""
    sizes = stand.sizes
    with stand.warm(contender) as served, stand.on_one_core(served):

        def holds(streams: int) -> bool:
            arrivals = arrivals_at_pace(served, streams, sizes.held_tokens)
            return delay(arrivals) <= _LATE and lateness(arrivals) <= _LATE

        return {HELD.key: most_held(holds, sizes.held_most)}


def delay(streams: Sequence[Sequence[float]]) -> float:
    """Return by how much longer streams took to begin, from the first to the last, than they were asked for."""
    begun = [arrivals[0] for arrivals in streams]
    return max(begun) - min(begun) - SPREAD


def lateness(streams: Sequence[Sequence[float]]) -> float:
    """Return how late tokens come behind the best timed one of their stream, in seconds: the 99th percentile."""
    late = []
    for arrivals in streams:
        behind = [arrival - number * PACE_MS / 1000 for number, arrival in enumerate(arrivals)]
        late += [seconds - min(behind) for seconds in behind]
    return quantiles(late, n=100)[98]


def most_held(holds: Callable[[int], bool], most: int) -> int:
    """Return how many are held, to about a sixteenth: twice as many while they are, then by halves."""
    good, bad = 0, _FIRST
    while holds(bad):
        good, bad = bad, bad * 2
        if bad > most:
            return good
    while bad - good > max(1, bad // 16):
        middle = (good + bad) // 2
        good, bad = (middle, bad) if holds(middle) else (good, middle)
    return good
