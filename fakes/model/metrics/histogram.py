"""How long things took, in buckets."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from fakes.model.metrics.exposition import Sample

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""The upper bounds of the buckets, in seconds, each included; one without a bound follows."""


class Histogram:
    """Counts of times by their length."""

    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS) + 1)
        self._sum = 0.0

    def observe(self, seconds: float) -> None:
        """Count a time."""
        self._counts[bisect_left(BOUNDS, seconds)] += 1
        self._sum += seconds

    def samples(self, labels: Mapping[str, str]) -> Iterator[Sample]:
        """Yield the buckets, each with all that are below it, the sum and the count."""
        below = 0
        for bound, count in zip((*map(repr, BOUNDS), "+Inf"), self._counts, strict=True):
            below += count
            yield Sample(below, {**labels, "le": bound}, "_bucket")
        yield Sample(self._sum, labels, "_sum")
        yield Sample(below, labels, "_count")
