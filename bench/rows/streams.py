"""Whole streams in a second, of 200 tokens each, as fast as they can be, so many at the same time."""

from collections.abc import Mapping

from bench.connection import InvalidAnswer
from bench.contender import Contender
from bench.metric import CONNECTIONS, STREAMS
from bench.question import Question
from bench.quick_loop import run
from bench.stand import Stand
from bench.stream_client import flood
from bench.upstream_dialect import MARK

_QUESTION = Question(200)


def measure(stand: Stand, contender: Contender) -> Mapping[str, float]:
    """Return streams in a second, for each number of connections.

    Raises:
        InvalidAnswer: some have not all their tokens.
    """
    rates = {}
    with stand.warm(contender) as served:
        request = served.request(_QUESTION)
        for connections, metric in zip(CONNECTIONS, STREAMS, strict=True):
            seconds = stand.sizes.streams_seconds
            flooded = run(flood(served.port, request, connections=connections, seconds=seconds, mark=MARK))
            if flooded.marks != flooded.streams * _QUESTION.tokens:
                raise InvalidAnswer(f"{flooded.marks} tokens in {flooded.streams} streams")
            rates[metric.key] = flooded.rate
    return rates
