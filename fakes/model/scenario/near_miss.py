"""Which scenarios a request almost matched."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model.scenario.condition import Miss

NEAREST = 3
"""How many near misses are told."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A scenario that did not match, and why. ``held`` conditions did; ``nearness`` is how near the others came."""

    scenario: str
    file: str
    misses: tuple[Miss, ...]
    held: int = 0
    nearness: float = 0.0

    def __str__(self) -> str:
        return f"{self.scenario} ({self.file}): {'; '.join(map(str, self.misses))}"


def nearest(misses: Sequence[NearMiss]) -> list[NearMiss]:
    """Return the nearest: those with the fewest differences, then the least, then the most in common."""
    ranked = sorted(misses, key=lambda miss: (len(miss.misses), -miss.nearness, -miss.held))
    return ranked[:NEAREST]


def unmatched_message(misses: Sequence[NearMiss]) -> str:
    """Return, in words, that nothing matches, and what was nearest."""
    if not misses:
        return "No scenario matches this request: there are none."
    lines = [f"{number}. {miss}" for number, miss in enumerate(nearest(misses), 1)]
    return "\n".join((f"No scenario matches this request. The nearest of {len(misses)}:", *lines))
