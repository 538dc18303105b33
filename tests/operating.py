"""What an operation is given, in tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.conversation import Conversation, Patience
from service.equipment import Equipment
from service.errors import ServiceError
from service.field import JSON, Field
from service.ids import monotonic, numbered
from service.model_choice import ModelChoice
from service.model_request import ModelDefaults
from service.operation_context import OperationContext
from service.stop import Stop
from service.ui_messages import MessageLimits
from tests.scripted_model import Arrival, ScriptedModel

CHOICE = ModelChoice(
    default="openai/gpt-4o-mini", allowed=("openai/gpt-4o",), keys=frozenset({"OPENAI_API_KEY"}), faking=False
)


@dataclass
class Desk:
    """A model that plays its arrivals, and what an operation needs to ask it."""

    arrivals: Sequence[Arrival] = ()
    request: JSON = field(default_factory=dict)
    system_prompt: str = ""
    stop: Stop = field(default_factory=Stop)
    reports: list[ServiceError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.model = ScriptedModel(self.arrivals)

    def context(self) -> OperationContext:
        """Return the context of one run."""
        patience = Patience(first=60.0, between=60.0, total=600.0)
        equipment = Equipment(
            conversation=Conversation(model=self.model, patience=patience, clock=monotonic, stop=self.stop),
            defaults=ModelDefaults(
                choice=CHOICE, system_prompt=self.system_prompt, temperature=0.5, max_output_tokens=10
            ),
            limits=MessageLimits(messages=10, characters=1000),
            ids=numbered(),
        )
        return OperationContext(
            request=Field(self.request), request_id="req-1", report=self.reports.append, equipment=equipment
        )
