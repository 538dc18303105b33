"""A scenario that clients are tortured with: what is said, what must be printed, and in how many requests."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from fakes.model.field import Field
from fakes.model.saying import Text
from fakes.model.scenario.act import Act
from fakes.model.scenario.builder import call, on
from fakes.model.scenario.playbook import Playbook
from fakes.model.scenario.scenario import Scenario

GATE = "torture"
"""The gate at which an answer is held, before its end."""

HELD_EVENT = 2
"""The number of the event that is held there; the first is 0. Behind it is at least the finish."""

# It begins with words that do not come again, and has characters of two, three and four bytes to be cut.
_WORDS = (
    "Quartz lanterns drifted over the café while a naïve fox counted 12 € in coins, "
    "and then the whole harbour sang — a little off key, but happily — until the moon 🌙 went down."
)


class NotAPlay(ValueError):
    """A scenario that a client cannot be judged by. Its text says why."""


@dataclass(frozen=True, slots=True)
class Play:
    """One conversation. ``text`` is what the client must print at its end, after ``steps`` requests."""

    name: str
    playbook: Playbook
    text: str
    steps: int

    @classmethod
    def of(cls, scenario: str) -> "Play":
        """Return a built-in play, ``text`` or ``tool``, or the one that a file or folder of scenarios holds.

        A file is one conversation: every answer in it is asked for once, in the order in which they are written, and
        the text of the last one must be printed.

        Raises:
            NotAPlay: there is no such built-in or file, or the last answer has no text that is written down.
            PlaybookError: the file cannot be played.
        """
        if scenario in BUILT_IN:
            return BUILT_IN[scenario]
        path = Path(scenario)
        if not path.exists():
            raise NotAPlay(f"'{scenario}' is no file; built in are: {', '.join(BUILT_IN)}")
        return cls.made(path.stem, Playbook.load([path]))

    @classmethod
    def made(cls, name: str, playbook: Playbook) -> "Play":
        """Return the play that a playbook is.

        Raises:
            NotAPlay: the last answer has no text that is written down.
        """
        acts = [act for scenario in playbook.scenarios for act in scenario.acts]
        text = _text(acts[-1]) if acts and not playbook.scenarios[-1].template else ""
        if not text:
            raise NotAPlay(f"the last answer of '{name}' must have a text, and no template: it must be printed")
        return cls(name, playbook, text, len(acts))

    @property
    def held(self) -> Playbook:
        """The playbook with the first answer held before its event ``HELD_EVENT``."""
        scenario, *others = self.playbook.scenarios
        first, *rest = scenario.acts
        gated = replace(first, gates=((HELD_EVENT, GATE),))
        return replace(self.playbook, scenarios=(replace(scenario, acts=(gated, *rest)), *others))


def _text(act: Act) -> str:
    parts = act.sayings[0] if act.sayings and isinstance(act.sayings[0], tuple) else ()
    return "".join(part.text for part in parts if isinstance(part, Text) and isinstance(part.text, str))


def _built_in(name: str, *documents: dict[str, object]) -> Play:
    scenarios = tuple(Scenario.read(Field(document), name) for document in documents)
    return Play.made(name, Playbook(scenarios))


BUILT_IN: Mapping[str, Play] = {
    "text": _built_in("text", on("text").say(_WORDS).document),
    "tool": _built_in(
        "tool",
        on("call", tools=["get_weather"], tool_result=False).say(call("get_weather", city="Lyon")).document,
        on("told", tool_result=True).say(_WORDS).document,
    ),
}
"""The plays that need no file. ``tool`` is for clients that offer a tool ``get_weather`` with the argument ``city``."""
