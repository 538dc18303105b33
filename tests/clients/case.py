"""A recorded scenario for a client that should understand it."""

from dataclasses import dataclass

from .client import CHAT_DOORS, Client, name_of
from .generation import Generation
from .program import Programs
from .scenario import Outcome, Scenario, scenarios
from .understanding import Understanding, understanding


@dataclass(frozen=True, slots=True)
class Case:
    """A client and what it is to be told."""

    generation: Generation
    door: str
    scenario: Scenario

    @property
    def understood(self) -> Understanding:
        """What this release makes of it."""
        return understanding(self.generation, self.scenario)

    @property
    def expected(self) -> Outcome:
        """What it reports."""
        return self.understood.expected

    def client(self, programs: Programs, api: str) -> Client:
        """Return the client, talking to this endpoint."""
        return Client(program=programs.of(self.generation), door=self.door, api=api)

    def __str__(self) -> str:
        return f"{name_of((self.generation, self.door))}-{self.scenario.name}"


CASES = tuple(
    Case(generation, door, scenario)
    for generation, door in CHAT_DOORS
    for scenario in scenarios(generation.major).values()
)
