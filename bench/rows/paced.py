"""Sixteen streams at the pace of a model, 40 tokens a second: processor time for a token."""

from collections.abc import Mapping

from bench.connection import InvalidAnswer
from bench.contender import Contender
from bench.metric import PACED_CPU
from bench.question import Question
from bench.quick_loop import run
from bench.stand import Served, Stand
from bench.stream_client import paced
from bench.upstream_dialect import MARK

PACE_MS = 25
"""Milliseconds between two tokens."""

_STREAMS = 16
SPREAD = 41 * PACE_MS / 1000
"""Seconds over which streams begin. 41 is prime: however many there are, their tokens come at times of their own."""


def measure(stand: Stand, contender: Contender) -> Mapping[str, float]:
    """Return the seconds that a million tokens would cost."""
    tokens = stand.sizes.paced_tokens
    with stand.warm(contender) as served:
        before = served.server.cpu()
        arrivals_at_pace(served, _STREAMS, tokens)
        spent = served.server.cpu() - before
    return {PACED_CPU.key: spent / (_STREAMS * tokens) * 1e6}


def arrivals_at_pace(served: Served, streams: int, tokens: int) -> list[list[float]]:
    """Return when each token of each stream came.

    Raises:
        InvalidAnswer: one has not all its tokens.
    """
    request = served.request(Question(tokens, PACE_MS))
    arrivals = run(paced(served.port, request, streams=streams, mark=MARK, spread=SPREAD))
    if short := [len(stream) for stream in arrivals if len(stream) != tokens]:
        raise InvalidAnswer(f"{short[0]} of {tokens} tokens")
    return arrivals
