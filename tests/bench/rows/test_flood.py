"""A slow server gets a shorter stream."""

import pytest

from bench.rows.flood import affordable


@pytest.mark.parametrize(
    ("per_token", "tokens"),
    [(1e-6, 500_000), (1e-5, 500_000), (1e-4, 100_000), (1.1e-4, 50_000), (1e-3, 10_000), (1.0, 1_000)],
)
def test_a_stream_takes_about_the_time_that_there_is(per_token: float, tokens: int) -> None:
    assert affordable(per_token, 10.0, 500_000) == tokens
