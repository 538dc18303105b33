from collections import Counter

import pytest

from fakes.model.torture.judgement import Finding
from fakes.model.torture.trial import read_trials
from fakes.model.torture.verdict import Cell


def test_all_is_every_group_and_each_once() -> None:
    trials = read_trials(["all", "fuzz", "cancel"])
    assert trials[0].name == "healthy"
    assert Counter(trial.concern for trial in trials) == {
        "healthy": 1,
        "truncation noticed": 9,
        "retry honoured": 2,
        "cancel prompt": 1,
        "silence ended": 5,
        "framing understood": 6,
    }


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        ("status=429;retry-after=2", 2),
        ("status=429;retry-after-ms=250", 0.25),
        ("status=503", 0),
        ("cancel", 0),
    ],
)
def test_a_trial_knows_how_long_a_client_is_to_wait(fault: str, seconds: float) -> None:
    assert read_trials([fault])[1].retry_after == seconds


def test_a_long_ending_is_cut() -> None:
    cell = Cell(
        scenario="s", fault="f", concern="healthy", finding=Finding("FAIL", "failed"), requests=1, how="x" * 100
    )
    assert cell.detail == f"1 request, {'x' * 69}..."
