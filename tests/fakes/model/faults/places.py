"""Places in an answer at which a fault is told to strike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.fakes.model.faults.stricken import Healthy


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it is written, and how many events and bytes of a healthy answer stand before it."""

    text: str
    events: int
    size: int


def _behind(healthy: Healthy, events: int) -> Place:
    return Place(f"event={events}", events, healthy.size(events))


def _at(healthy: Healthy, size: int) -> Place:
    return Place(f"byte={size}", sum(end <= size for end in healthy.ends), size)


BETWEEN: Mapping[str, Callable[[Healthy], Place]] = {
    "first event": lambda healthy: _behind(healthy, 0),
    "middle event": lambda healthy: _behind(healthy, healthy.count // 2),
    "last event": lambda healthy: _behind(healthy, healthy.count - 1),
    "end": lambda healthy: _behind(healthy, healthy.count),
}
"""Places between events."""

ANYWHERE: Mapping[str, Callable[[Healthy], Place]] = {
    **BETWEEN,
    "first byte": lambda healthy: _at(healthy, 1),
    "byte in an event": lambda healthy: _at(healthy, healthy.size(2) + len(healthy.event(2)) // 2),
    "last byte": lambda healthy: _at(healthy, len(healthy.body) - 1),
}
"""The same, and places within events."""
