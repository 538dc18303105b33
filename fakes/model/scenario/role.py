"""One scenario in a session: how often it has spoken, and whether it can speak now."""

from collections.abc import Iterator
from dataclasses import dataclass

from fakes.model.prompt import ToolChoice
from fakes.model.scenario.act import Act
from fakes.model.scenario.condition import Miss, listed
from fakes.model.scenario.heard import Heard
from fakes.model.scenario.near_miss import NearMiss
from fakes.model.scenario.scenario import Scenario


@dataclass(slots=True)
class Role:
    """A scenario and its counts: how often it was ``spoken``, and ``passed_over`` because another spoke first."""

    scenario: Scenario
    spoken: int = 0
    passed_over: int = 0

    @property
    def act(self) -> Act:
        """The answer that comes next."""
        return self.scenario.act(self.spoken)

    def fits(self, heard: Heard) -> bool:
        """Return whether all holds that can be looked up; the predicate is not asked."""
        for condition in self.scenario.match.conditions:
            if not condition.holds(heard):
                return False
        return next(self._other_misses(heard), None) is None

    def near_miss(self, heard: Heard) -> NearMiss:
        """Return why it does not match: the predicate, where everything else holds."""
        conditions = self.scenario.match.conditions
        failed = [condition for condition in conditions if not condition.holds(heard)]
        misses = (*(condition.miss(heard) for condition in failed), *self._other_misses(heard))
        return NearMiss(
            self.scenario.name,
            self.scenario.file,
            misses or (Miss("predicate", "true", "false"),),
            held=len(conditions) - len(failed),
            nearness=sum(condition.nearness(heard) for condition in failed),
        )

    def _other_misses(self, heard: Heard) -> Iterator[Miss]:
        times = self.scenario.times
        if times is not None and self.spoken >= times:
            yield Miss("times", f"{times} at most", f"{self.spoken} before this one")
        names = self.act.called
        if not names:
            return
        offered = tuple(tool.name for tool in heard.prompt.tools)
        if not set(names) <= set(offered):
            yield Miss("tools", f"{listed(names)} offered, which it calls", listed(offered))
        elif not _allows(heard.prompt.tool_choice, names):
            yield Miss("tool_choice", f"one that allows {listed(names)}", _in_words(heard.prompt.tool_choice))


def _allows(choice: ToolChoice, names: tuple[str, ...]) -> bool:
    return choice.mode != "none" and (not choice.names or not set(names).isdisjoint(choice.names))


def _in_words(choice: ToolChoice) -> str:
    return f"only {listed(choice.names)}" if choice.names else choice.mode
