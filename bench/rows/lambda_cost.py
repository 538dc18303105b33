"""From a Lambda function's event to its response's end: for 16 bytes, and for each of many chunks of a KiB."""

from collections.abc import Mapping
from statistics import median, quantiles

from bench.invoked import invoked
from bench.lambda_function import BUFFERED, LambdaFunction, written
from bench.metric import LAMBDA_CHUNK, LAMBDA_GROWTH, LAMBDA_P50, LAMBDA_P95
from bench.stand import Stand

_SIZE = 16
_KIB = 1024
_MOST_BUFFERED = 5 * 1024
"""Chunks; a buffered answer ends at 6 MB."""


def measure(stand: Stand, function: LambdaFunction) -> Mapping[str, float]:
    """Return both for a function that writes; nothing for one that answers a chat."""
    if function.chats:
        return {}
    small = invoked(stand, function, written(1, _SIZE), stand.sizes.invocations, _SIZE)
    chunks = min(stand.sizes.chunks, _MOST_BUFFERED) if function.name == BUFFERED else stand.sizes.chunks
    large = invoked(stand, function, written(chunks, _KIB), 1, chunks * _KIB)
    # The first of a process pays for what is made lazily.
    durations = small.durations[1:]
    found = {
        LAMBDA_P50.key: median(durations) * 1e3,
        LAMBDA_P95.key: quantiles(durations, n=20)[18] * 1e3,
        LAMBDA_CHUNK.key: large.durations[0] / chunks * 1e6,
    }
    return found if function.name == BUFFERED else {**found, LAMBDA_GROWTH.key: large.growth}
