"""What was promised, as bounds on medians of one run, and whether they hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.grid import Grid
from bench.metric import COLD, FIRST_P50, FLOOD_CPU, GROWTH, PACED_CPU, Metric
from bench.results import Results


@dataclass(frozen=True, slots=True)
class Goal:
    """A contender's median is at most so many times another's; without another, at most so much."""

    title: str
    metric: Metric
    contender: str
    at_most: float
    times: str | None = None

    def measured(self, results: Results) -> float | None:
        """Return the ratio, or the median; None if there is no number."""
        if self.times is None:
            return results.median(self.metric.key, self.contender)
        return results.ratio(self.metric.key, self.contender, self.times)

    def line(self, results: Results) -> Sequence[str]:
        """Return the goal beside what was measured."""
        unit = "x" if self.times else self.metric.title.rpartition(", ")[2]
        digits = 3 if self.times else self.metric.digits
        measured = self.measured(results)
        if measured is None:
            return (self.title, f"{self.at_most:.{digits}f} {unit}", "-", "not measured")
        met = "met" if measured <= self.at_most else "not met"
        return (self.title, f"{self.at_most:.{digits}f} {unit}", f"{measured:.{digits}f} {unit}", met)


GOALS = (
    Goal("CPU per token, flood: 1/15 of ai 4", FLOOD_CPU, "tokenwire", 1 / 15, "ai4"),
    Goal("CPU per token, flood: twice aiohttp by hand", FLOOD_CPU, "tokenwire", 2, "aiohttp"),
    Goal("CPU per token, 40 tokens/s: 1/2.5 of ai 4", PACED_CPU, "tokenwire", 1 / 2.5, "ai4"),
    Goal("cold first token: as soon as ai 4", COLD, "tokenwire", 1, "ai4"),
    Goal("cold first token, on an idle core", COLD, "tokenwire", 500),
    Goal("TTFT over direct, p50: 1/3 of ai 4", FIRST_P50, "tokenwire", 1 / 3, "ai4"),
    Goal("RSS growth over 1M tokens", GROWTH, "tokenwire", 5),
    Goal("RSS growth over 1M tokens, litellm's lane", GROWTH, "tokenwire-litellm", 5),
    Goal("RSS growth over 1M tokens, litellm's lane, Anthropic", GROWTH, "tokenwire-claude", 5),
    Goal("litellm's lane, CPU per token: 1/50 of litellm's wrapper", FLOOD_CPU, "tokenwire-litellm", 1 / 50, "litellm"),
    Goal("the same for Anthropic: 1/3", FLOOD_CPU, "tokenwire-claude", 1 / 3, "litellm-claude"),
    Goal("UI message stream: 1.5 times our data stream", FLOOD_CPU, "tokenwire-ui", 1.5, "tokenwire"),
)


def goals_grid(results: Results) -> Grid:
    """Return the goals for which there are numbers, each with what was measured."""
    asked = [goal for goal in GOALS if goal.measured(results) is not None]
    return Grid("Goals", ("goal", "at most", "measured", ""), [goal.line(results) for goal in asked])
