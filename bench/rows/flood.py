"""One long stream, as fast as it can be: processor time for a token, and tokens in a second."""

from collections.abc import Mapping

from bench.connection import Connection
from bench.contender import Contender
from bench.metric import FLOOD_CPU, SPEED
from bench.question import Question
from bench.stand import Stand

_PILOT = Question(2_000)
_STEPS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)


def measure(stand: Stand, contender: Contender) -> Mapping[str, float]:
    """Return both, of a stream as long as the contender is fast."""
    sizes = stand.sizes
    with stand.warm(contender) as served, Connection(served.port) as connection:
        pilot = served.asked(connection, _PILOT)
        question = Question(affordable(pilot.end / _PILOT.tokens, sizes.flood_seconds, sizes.flood_tokens))
        before = served.server.cpu()
        answer = served.asked(connection, question)
        spent = served.server.cpu() - before
    return {FLOOD_CPU.key: spent / question.tokens * 1e6, SPEED.key: question.tokens / answer.end}


def affordable(seconds_per_token: float, seconds: float, most: int) -> int:
    """Return a round number of tokens that takes about so many seconds, at most ``most``, at least a thousand."""
    fits = [step for step in _STEPS if step <= most and step * seconds_per_token <= seconds]
    return fits[-1] if fits else _STEPS[0]
