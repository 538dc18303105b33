"""Scenarios, written in Python.

scenarios = [
    on("weather", user="weather", tool_result=False).say(call("get_weather", city="Lyon")),
    on("told", predicate=lambda prompt: bool(prompt.results)).say("It is warm.").say("It still is.").given(priority=5),
]
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from fakes.model.prompt import Prompt

Say = str | Mapping[str, object] | Callable[[Prompt], object]


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario that is being written. Every method returns another draft; ``document`` is what a file would hold."""

    head: Mapping[str, object]
    acts: tuple[Mapping[str, object], ...] = field(default=())

    def say(self, *parts: Say, **besides: object) -> Self:
        """Add an answer: a text, parts, or one function. A second one makes a sequence of them.

        ``besides`` are ``choices``, ``finish``, ``pace``, ``gates`` and ``fault``.
        """
        alone = len(parts) == 1 and not isinstance(parts[0], Mapping)
        said = parts[0] if alone else [text(part) if isinstance(part, str) else part for part in parts]
        return replace(self, acts=(*self.acts, {**({"say": said} if parts else {}), **besides}))

    def given(self, **settings: object) -> Self:
        """Set ``priority``, ``times``, ``cycle`` or ``template``."""
        return replace(self, head={**self.head, **settings})

    @property
    def document(self) -> dict[str, object]:
        """The scenario as a file would hold it."""
        if len(self.acts) > 1:
            return {**self.head, "sequence": list(self.acts)}
        return {**self.head, **(self.acts[0] if self.acts else {})}


def on(name: str, **match: object) -> Draft:
    """Return a scenario that matches when all of ``match`` holds; JSONPath and headers are given as dicts."""
    return Draft({"name": name, **({"match": match} if match else {})})


def text(words: str) -> dict[str, object]:
    """Return a part: words for the user."""
    return {"text": words}


def reasoning(words: str, signature: str = "", *, aloud: bool = False) -> dict[str, object]:
    """Return a part: thoughts before the answer; ``aloud`` where OpenAI's own models would not show them, too."""
    return {"reasoning": words, "signature": signature, **({"aloud": True} if aloud else {})}


def refusal(words: str) -> dict[str, object]:
    """Return a part: words by which the model declines."""
    return {"refusal": words}


def call(name: str, /, **arguments: object) -> dict[str, object]:
    """Return a part: a call of a tool."""
    return {"call": {"name": name, "arguments": arguments}}
