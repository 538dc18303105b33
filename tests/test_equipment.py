import pytest

from service.conversation import Conversation, Patience
from service.equipment import Equipment
from service.ids import monotonic, numbered
from service.messages import TextPart, UserMessage
from service.model_request import ModelDefaults
from service.stop import Stop
from service.tool_run import ToolRun
from service.tools import Tools
from service.ui_messages import MessageLimits
from tests.operating import CHOICE
from tests.scripted_model import ScriptedModel

HI = (UserMessage((TextPart("Hi"),)),)
CONVERSATION = Conversation(
    model=ScriptedModel([]), patience=Patience(first=1.0, between=1.0, total=1.0), clock=monotonic, stop=Stop()
)
DEFAULTS = ModelDefaults(choice=CHOICE, system_prompt="", temperature=0.5, max_output_tokens=10)
LIMITS = MessageLimits(messages=10, characters=1000)


def bare() -> Equipment:
    return Equipment(conversation=CONVERSATION, defaults=DEFAULTS, limits=LIMITS, ids=numbered())


@pytest.mark.parametrize("can_approve", [False, True])
def test_what_runs_the_tools_knows_the_settings_and_the_request(*, can_approve: bool) -> None:
    tools = Tools()
    equipment = Equipment(
        conversation=CONVERSATION, defaults=DEFAULTS, limits=LIMITS, ids=numbered(), tools=tools, tool_seconds=7.0
    )
    assert equipment.tool_run(HI, "req-1", can_approve=can_approve) == ToolRun(
        tools=tools, can_approve=can_approve, messages=HI, request_id="req-1", seconds=7.0
    )


def test_nobody_is_asked_for_consent_unless_the_client_is_known_to_be_able_to() -> None:
    assert bare().tool_run(HI, "req-1").can_approve is False


def test_each_application_has_tools_of_its_own_and_by_itself_asks_a_model_once() -> None:
    first, second = bare(), bare()
    assert first.tools is not second.tools
    assert (first.max_steps, first.tool_seconds) == (1, 60.0)
