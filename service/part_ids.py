"""Ids of an answer's parts: what a client needs to tell those that are open from each other."""

from collections.abc import Iterable


class PartIds:
    """Counts, so that the same answer has the same ids.

    Args:
        taken: ids of tool calls that the conversation holds already.
    """

    __slots__ = ("_calls", "_reasonings", "_sources", "_texts")

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._texts = self._reasonings = self._sources = 0
        self._calls = set(taken)

    def text(self) -> str:
        """Return the next text's id."""
        self._texts += 1
        return f"txt-{self._texts - 1}"

    def reasoning(self) -> str:
        """Return the next reasoning's id."""
        self._reasonings += 1
        return f"rsn-{self._reasonings - 1}"

    def source(self) -> str:
        """Return the next source's id."""
        self._sources += 1
        return f"src-{self._sources - 1}"

    def call(self, given: str | None) -> str:
        """Return a tool call's id: the model's own, unless it gave none, or one that another call has."""
        wanted = given or "call"
        name, number = wanted, 1
        while name in self._calls:
            number += 1
            name = f"{wanted}-{number}"
        self._calls.add(name)
        return name
