"""The stand, with its upstream running."""

from collections.abc import Iterator

import pytest

from bench.sizes import Sizes
from bench.stand import Stand, stand

TINY = Sizes(
    starts=1,
    asked=2,
    flood_tokens=2_000,
    flood_seconds=10.0,
    paced_tokens=3,
    streams_seconds=0.05,
    held_tokens=3,
    held_most=8,
    lengths=(1_000,),
    invocations=3,
    chunks=20,
)


@pytest.fixture(scope="session")
def bench() -> Iterator[Stand]:
    with stand(TINY) as running:
        yield running
