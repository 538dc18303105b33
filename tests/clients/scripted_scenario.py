"""The model of a scenario, for our service: it does what the recorded one did."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from service.model import ModelChunk, ModelRequest
from tests.recorded_model import chunks_of

from .scenario import Scenario


@dataclass(slots=True)
class ScenarioModel:
    """Plays the scenario's next step each time that it is asked."""

    scenario: Scenario
    requests: list[ModelRequest] = field(default_factory=list)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        """Answer; a failure is raised where the scenario has it."""
        self.requests.append(request)
        for number, act in enumerate(self.scenario.document["model"]["steps"][len(self.requests) - 1]):
            for chunk in chunks_of(act, number):
                yield (chunk,)
