"""A Lambda function's init, and its first invocation: one chunk of 16 bytes, or a chat's answer of 8 tokens."""

from collections.abc import Mapping
from statistics import median

from bench.invoked import invoked
from bench.lambda_function import LambdaFunction, chat, written
from bench.metric import LAMBDA_FIRST, LAMBDA_INIT
from bench.question import Question
from bench.stand import Stand

_TOKENS = 8
_SIZE = 16


def measure(stand: Stand, function: LambdaFunction) -> Mapping[str, float]:
    """Return the medians of a few starts."""
    event, marks = (chat(Question(_TOKENS)), _TOKENS) if function.chats else (written(1, _SIZE), _SIZE)
    starts = [invoked(stand, function, event, 1, marks) for _ in range(stand.sizes.starts)]
    return {
        LAMBDA_INIT.key: median(start.init for start in starts) * 1e3,
        LAMBDA_FIRST.key: median(start.durations[0] for start in starts) * 1e3,
    }
