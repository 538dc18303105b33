"""From the process's start to the first token at the client, with the time until the port accepts; memory after it."""

from collections.abc import Mapping
from statistics import median

from bench.connection import Connection
from bench.contender import Contender
from bench.metric import COLD, RESIDENT
from bench.question import Question
from bench.stand import Stand

_QUESTION = Question(200)


def measure(stand: Stand, contender: Contender) -> Mapping[str, float]:
    """Return the medians of a few starts."""
    seconds, memory = [], []
    for _ in range(stand.sizes.starts):
        with stand.started(contender) as served, served.server.greeted(Connection) as connection:
            reached = connection.opened - served.server.began
            answer = served.asked(connection, _QUESTION)
            seconds.append(reached + answer.first_token)
            memory.append(served.server.memory())
    return {COLD.key: median(seconds) * 1e3, RESIDENT.key: median(memory)}
