"""A goal is met at its bound, and not above it."""

import pytest

from bench.contenders import contenders
from bench.goals import GOALS, Goal, goals_grid
from bench.metric import COLD, FLOOD_CPU
from bench.results import Name, Results


def of(**medians: float) -> Results:
    results = Results(about={}, names={name: Name(name, "") for name in medians})
    for name, value in medians.items():
        results.add(name, {FLOOD_CPU.key: value, COLD.key: value})
    return results


@pytest.mark.parametrize(("ours", "verdict"), [(4.0, "met"), (5.0, "met"), (5.1, "not met")])
def test_a_ratio_is_held_to_its_bound(ours: float, verdict: str) -> None:
    goal = Goal("half", FLOOD_CPU, "tokenwire", 1 / 2, "ai4")
    assert goal.line(of(tokenwire=ours, ai4=10.0)) == ("half", "0.500 x", f"{ours / 10:.3f} x", verdict)


@pytest.mark.parametrize(("ours", "verdict"), [(500.0, "met"), (501.0, "not met")])
def test_without_another_the_median_is_held_to_it(ours: float, verdict: str) -> None:
    assert Goal("soon", COLD, "tokenwire", 500).line(of(tokenwire=ours)) == (
        "soon",
        "500 ms",
        f"{ours:.0f} ms",
        verdict,
    )


def test_only_goals_with_numbers_are_printed() -> None:
    titles = [line[0] for line in goals_grid(of(tokenwire=1.0, aiohttp=1.0)).lines]
    assert titles == ["CPU per token, flood: twice aiohttp by hand", "cold first token, on an idle core"]


def test_every_goal_is_about_a_contender() -> None:
    names = {contender.name for contender in contenders()}
    assert {name for goal in GOALS for name in (goal.contender, goal.times) if name} <= names
