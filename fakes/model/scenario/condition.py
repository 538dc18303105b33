"""One thing that must hold for a scenario to match."""

from collections.abc import Callable
from dataclasses import dataclass

from fakes.model.scenario.heard import Heard

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Miss:
    """A condition that does not hold: where, and what was wanted and what came, in words."""

    field: str
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.field}: wanted {self.wanted}, got {self.got}"


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of a request, with the words for its failure.

    ``got`` tells what the request has at ``field``; ``nearness`` from 0 to 1 how much of what is wanted is there.
    """

    field: str
    wanted: str
    holds: Callable[[Heard], bool]
    got: Callable[[Heard], str]
    nearness: Callable[[Heard], float] = lambda _: 0.0

    def miss(self, heard: Heard) -> Miss:
        """Return, in words, that it does not hold."""
        return Miss(self.field, self.wanted, self.got(heard))


def shown(text: str) -> str:
    """Return a text as a message quotes it: short, and in one line."""
    flat = " ".join(text.split())
    return f"'{flat}'" if len(flat) <= _SHOWN else f"'{flat[: _SHOWN - 1]}…'"


def listed(names: tuple[str, ...]) -> str:
    """Return names as a message lists them."""
    return ", ".join(f"'{name}'" for name in names) or "none"
