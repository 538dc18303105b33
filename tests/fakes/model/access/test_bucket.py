import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.model.access.bucket import Bucket


def test_a_new_bucket_is_full() -> None:
    bucket = Bucket(60)

    assert (bucket.remaining(7), bucket.resets_in(7), bucket.wait(60, 7)) == (60, 0, 0)


def test_what_was_taken_comes_back_all_the_time_and_never_more_than_the_limit() -> None:
    bucket = Bucket(60)
    bucket.take(60, 0)

    assert [bucket.remaining(now) for now in (0, 0.5, 1, 1.5, 59.5, 60, 99)] == [0, 0, 1, 1, 59, 60, 60]
    assert [bucket.wait(2, now) for now in (0, 1.5, 2)] == [2, 0.5, 0]
    assert bucket.resets_in(45) == 15


def test_more_than_the_limit_never_comes() -> None:
    assert Bucket(60).wait(61, 0) == math.inf


def test_what_is_given_back_was_not_taken() -> None:
    bucket = Bucket(60)
    bucket.take(50, 0)
    bucket.take(-50, 0)

    assert bucket.remaining(0) == 60


@pytest.mark.parametrize(("wait", "remaining"), [(0.0, 1), (1.0, 0), (90.0, 0)])
def test_an_exhausted_bucket_has_the_amount_at_the_time_and_not_before(wait: float, remaining: int) -> None:
    bucket = Bucket(60)
    bucket.exhaust(1, wait, 5)

    assert (bucket.remaining(5), bucket.wait(1, 5)) == (remaining, wait)
    assert bucket.wait(1, 5 + wait) == 0


@given(
    limit=st.integers(1, 10_000_000),
    start=st.floats(0, 1e7),
    takes=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 90)), min_size=1, max_size=20),
)
def test_whoever_waits_as_long_as_was_said_gets_it(limit: int, start: float, takes: list[tuple[float, float]]) -> None:
    bucket, now = Bucket(limit), start
    for share, pause in takes:
        amount = max(1, int(share * limit))
        now += bucket.wait(amount, now)
        assert bucket.wait(amount, now) == 0
        assert bucket.remaining(now) >= amount
        bucket.take(amount, now)
        now += pause
