"""A defect of ours in the middle of an answer: something is told that may not come there."""

from collections.abc import Iterable

import pytest

from service.approvals import Approval
from service.conversation import Conversation
from service.errors import InternalError, ServiceError
from service.events import Event, Failure, StepEnd
from service.grammar import IllegalEvent
from service.model import FinishChunk, ToolCallChunk
from service.stop import Stop
from service.together import Events
from service.tool_call import Call
from service.tool_events import ToolInputStart, ToolOutput
from service.tool_run import ToolRun
from service.turn import Turn
from service.usage import Usage
from tests.asked import OPENED, REQUEST, HandClock, patient
from tests.scripted_model import ScriptedModel

pytestmark = pytest.mark.anyio

CALLING = ScriptedModel([(ToolCallChunk(0, "c", "look", "{}"), FinishChunk("tool-calls"))])
APPROVAL = Approval(call_id="a", name="look", arguments={}, approval_id="approval-a", approved=True)


class WrongToolRun(ToolRun, frozen=True):
    """Tells of a call that nobody made."""

    async def calls(self, calls: Iterable[Call]) -> Events:
        yield (ToolOutput("nobody", 1),)

    async def approvals(self, answers: Iterable[Approval]) -> Events:
        yield (ToolOutput("nobody", 1),)


def events_of(reports: list[ServiceError], *approvals: Approval) -> Events:
    conversation = Conversation(model=CALLING, patience=patient(), clock=HandClock(), stop=Stop())
    turn = Turn(
        request=REQUEST, message_id="msg-1", report=reports.append, tools=WrongToolRun(), approvals=tuple(approvals)
    )
    return conversation.answer(turn).events()


async def test_after_the_commit_point_it_is_told_as_an_internal_error() -> None:
    reports: list[ServiceError] = []
    told: list[Event] = [event for together in [batch async for batch in events_of(reports)] for event in together]
    assert tuple(told[: len(OPENED)]) == OPENED
    assert isinstance(told[len(OPENED)], ToolInputStart)
    error = InternalError()
    assert told[-2:] == [StepEnd("error", Usage()), Failure(error.code, error.message)]
    (report,) = reports
    assert (report.code, "ToolOutput for call 'nobody'" in report.detail) == (error.code, True)


async def test_before_it_it_is_raised() -> None:
    reports: list[ServiceError] = []
    with pytest.raises(IllegalEvent):
        await anext(events_of(reports, APPROVAL))
    assert reports == []
