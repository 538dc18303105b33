"""Which function says what a scenario of the catalog says."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from fakes.model.ondemand import answers, calls, failures
from fakes.model.ondemand.stage import Stage
from fakes.model.ondemand.wish import Wish
from fakes.model.prompt import Prompt
from fakes.model.saying import Saying, Text
from fakes.model.scenario.line import Line

PLAYS: Mapping[str, Callable[[Wish, Prompt, Stage], Line]] = MappingProxyType(
    {**answers.PLAYS, **calls.PLAYS, **failures.PLAYS}
)
"""By the id of the catalog."""


def play(wish: Wish, prompt: Prompt, stage: Stage) -> Line:
    """Return what is said to a wish; what is wrong with a command, where something is."""
    if wish.complaint:
        words = f"`/{wish.entry.id}` can't do that: {wish.complaint}.\n\nSay `{wish.entry.usage}`, or `/help`."
        return Line(f"/{wish.entry.id}", (Saying((Text(words),)),))
    return PLAYS[wish.entry.id](wish, prompt, stage)
