"""A call of a client's tool that can't be made, because its arguments broke off or do not fit: no page makes it."""

import pytest

from service.model import ToolCallChunk
from service.tools import Tools
from service.upstream_errors import UpstreamReset
from tests.scripted_model import Arrival, ScriptedModel

from .client import CHAT_DOORS, Client, name_of
from .generation import Generation
from .program import Programs
from .script import calls, says
from .services import Services

# callChatApi holds no conversation.
DOORS = [door for door in CHAT_DOORS if door[1] != "callChatApi"]
WEATHER = {"temp": 21}

BROKEN: dict[str, tuple[tuple[Arrival, ...], bool]] = {
    "broken off": (((ToolCallChunk(0, "c", "getWeather", '{"ci'),), UpstreamReset()), True),
    "broken off before it began": (((ToolCallChunk(0, "c", "getWeather", ""),), UpstreamReset()), True),
    "wrong": (calls(("getWeather", {"town": 5})), False),
    "no object": (calls(("getWeather", [1])), False),
}
"""What the model does first, and whether the answer fails."""


@pytest.mark.parametrize("hint", [True, False], ids=["hint", "no hint"])
@pytest.mark.parametrize(("arrivals", "fails"), BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("door", DOORS, ids=name_of)
def test_no_client_makes_it(
    door: tuple[Generation, str],
    arrivals: tuple[Arrival, ...],
    *,
    fails: bool,
    hint: bool,
    programs: Programs,
    services: Services,
) -> None:
    generation, name = door
    tools = Tools()

    @tools.tool(name="getWeather", client=True)
    def get_weather(city: str) -> dict[str, int]:
        return WEATHER

    model = ScriptedModel(arrivals, then=[says("Sorry.")])
    query = f"?sdk={generation.sdk}" if hint and generation.sdk else ""
    client = Client(program=programs.of(generation), door=name, api=services.api(model, tools=tools) + query)
    report = client.talk("Go", clientTools={"getWeather": WEATHER}, maxSteps=4)
    assert bool(report.errors) == fails
    if not generation.overlooks_steps:
        assert (len(report.requests), len(model.requests)) == (1, 1 if fails else 2)
    assert '"temp"' not in str(report.answer).replace("'", '"')
    assert fails or report.text.endswith("Sorry.")
