"""The search for the most streams, and what late means."""

import pytest

from bench.rows.held import delay, lateness, most_held
from bench.rows.paced import SPREAD


@pytest.mark.parametrize("true", [8, 9, 13, 40, 100, 333, 1000])
def test_the_most_that_is_held_is_found_to_a_sixteenth(true: int) -> None:
    found = most_held(lambda streams: streams <= true, 2048)
    assert true - max(1, true / 8) <= found <= true


def test_fewer_than_eight_are_found_too() -> None:
    assert most_held(lambda streams: streams <= 3, 2048) == 3
    assert most_held(lambda _: False, 2048) == 0


def test_the_search_ends_at_its_bound() -> None:
    assert most_held(lambda _: True, 64) == 64


@pytest.mark.parametrize("slower", [0.0, 0.3, 5.0])
def test_streams_that_begin_more_slowly_than_they_are_asked_for_are_delayed(slower: float) -> None:
    apart = (SPREAD + slower) / 9
    assert delay([[100 + number * apart, 200.0] for number in range(10)]) == pytest.approx(slower)


def test_a_stream_on_time_is_not_late() -> None:
    assert lateness([[10 + 0.025 * number for number in range(20)]] * 3) == pytest.approx(0, abs=1e-9)


def test_tokens_are_late_behind_the_best_timed_of_their_stream() -> None:
    # The first token was late, as the first of a request is; all others are on time, and not early.
    arrivals = [0.5] + [0.025 * number for number in range(1, 200)]
    assert lateness([arrivals]) == pytest.approx(0, abs=1e-9)
    halting = [0.025 * number + (0.2 if number % 10 == 0 else 0) for number in range(200)]
    assert lateness([halting]) == pytest.approx(0.2)
