"""A model that calls tools without end, a service that asks it so often and not oftener, and clients that go on."""

import pytest

from service.tools import Tools
from tests.scripted_model import ScriptedModel

from .client import CHAT_DOORS, Client, name_of
from .generation import Generation
from .program import Programs
from .script import calls
from .services import Services

LIMIT = 4
"""How often a client asks at most; ai 4 counts from 0."""

# callChatApi holds no conversation.
DOORS = [door for door in CHAT_DOORS if door[1] != "callChatApi"]


def looking() -> Tools:
    tools = Tools()

    @tools.tool
    async def look() -> str:
        return "nothing"

    return tools


@pytest.mark.parametrize("door", DOORS, ids=name_of)
@pytest.mark.parametrize("steps", [1, 2])
def test_a_client_goes_on_only_where_the_service_leaves_the_steps_to_it(
    door: tuple[Generation, str], steps: int, programs: Programs, services: Services
) -> None:
    generation, name = door
    model = ScriptedModel(calls(("look", {})))
    api = services.api(model, tools=looking(), MAX_STEPS=str(steps))
    report = Client(program=programs.of(generation), door=name, api=api).talk("Go", maxSteps=LIMIT)
    assert report.errors == []
    if steps == 1:
        assert len(report.requests) >= LIMIT
    elif not generation.overlooks_steps:
        assert (len(report.requests), len(model.requests)) == (1, steps)
    assert report.status == "ready"
