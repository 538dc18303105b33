"""From the request to the first token on a warm connection, less what it takes without anybody between; in turns."""

from collections.abc import Mapping
from statistics import quantiles

from bench.connection import Connection
from bench.contender import Contender
from bench.metric import FIRST_P50, FIRST_P99
from bench.question import Question
from bench.stand import Stand

# The first token travels alone, as it does from a model.
_QUESTION = Question(4, 2)


def measure(stand: Stand, contender: Contender) -> Mapping[str, float]:
    """Return two percentiles' differences, in milliseconds."""
    with (
        stand.warm(contender) as served,
        Connection(served.port) as connection,
        Connection(stand.upstream.port) as straight,
    ):
        own, direct = [], []
        for _ in range(stand.sizes.asked):
            direct.append(stand.direct.asked(straight, _QUESTION).first_token)
            own.append(served.asked(connection, _QUESTION).first_token)
    over = [(a - b) * 1e3 for a, b in zip(_cuts(own), _cuts(direct), strict=True)]
    return {FIRST_P50.key: over[49], FIRST_P99.key: over[98]}


def _cuts(seconds: list[float]) -> list[float]:
    return quantiles(seconds, n=100, method="inclusive")
