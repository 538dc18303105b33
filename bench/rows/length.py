"""Longer and longer answers from one process: what a token costs, and what memory is held at most while they run."""

from collections.abc import Mapping

from bench.connection import Connection
from bench.contender import Contender
from bench.metric import CPU_AT, GROWTH, GROWTH_AT, LENGTH
from bench.question import Question
from bench.stand import Stand

_MILLION = 1_000_000


def measure(stand: Stand, contender: Contender) -> Mapping[str, float]:
    """Return both for every length that can be afforded; the growth is scaled to a million from the longest."""
    sizes = stand.sizes
    found: dict[str, float] = {}
    taken = 0.0
    with stand.warm(contender) as served, Connection(served.port) as connection:
        server = served.server
        for tokens in sizes.lengths:
            # Lengths grow tenfold.
            if taken * 10 > sizes.length_seconds:
                break
            server.forget_peak()
            memory, cpu = server.memory(), server.cpu()
            taken = served.asked(connection, Question(tokens)).end
            growth = server.peak_memory() - memory
            found[CPU_AT[tokens].key] = (server.cpu() - cpu) / tokens * 1e6
            found[GROWTH_AT[tokens].key] = growth
            found |= {GROWTH.key: growth * _MILLION / tokens, LENGTH.key: tokens}
    return found
