"""What a scenario has the model say to one request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fakes.model.faults.fault import Fault
from fakes.model.saying import Saying, Text


@dataclass(frozen=True, slots=True)
class Line:
    """A scenario's answer: one saying a choice, of which the last repeats; without any the model makes something up.

    ``pace`` has the names of ``Pacing.overridden``; ``gates`` are numbers of events, from 0, and names. ``unlimited``
    says all of it, however many tokens the request allows.
    """

    scenario: str
    sayings: tuple[Saying, ...]
    pace: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    gates: tuple[tuple[int, str], ...] = ()
    fault: Fault | None = None
    unlimited: bool = False

    @property
    def flows(self) -> bool:
        """Whether some of it is read while it is said, and can be read once."""
        return any(
            isinstance(part, Text) and not isinstance(part.text, str)
            for saying in self.sayings
            for part in saying.parts
        )
