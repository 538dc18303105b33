"""Calls that only the client can make or its user can allow, and what the user said of them."""

from collections.abc import Sequence

import anyio
import pytest
from msgspec.structs import replace

from service.approvals import Approval
from service.errors import DeadlineExceeded, ServiceError, ServiceStopping
from service.events import Abort, Event, Failure, StepEnd, StepStart, TextDelta, TextEnd, TextStart
from service.messages import AssistantMessage, Message, ToolCall, ToolMessage
from service.tool_events import ToolApprovalRequest, ToolInput, ToolOutput, ToolOutputDenied, ToolOutputError
from service.tools import Tools
from service.upstream_errors import RateLimited
from service.usage import Usage
from tests.asked import HI, OPENED, Asked, patient, verdict
from tests.scripted_model import Arrival, ScriptedModel
from tests.tool_shop import DONE, asked, call, calling, messages_of, shop

pytestmark = pytest.mark.anyio

PENDING: dict[str, tuple[list[Arrival], list[Event]]] = {
    "a client's tool": (calling(call("confirm")), []),
    "a question to the user": (calling(call("delete")), [ToolApprovalRequest("approval-c", "c")]),
    "a client's and ours": (
        calling(call("confirm"), call("double", '{"number": 1}', index=1, call_id="d")),
        [ToolOutput("d", 2)],
    ),
    "ours that failed, and a client's": (
        calling(call("refuse", call_id="d"), call("confirm", index=1)),
        [ToolOutputError("d", "Not on Sundays")],
    ),
    "a question and a client's": (
        calling(call("delete"), call("confirm", index=1, call_id="d")),
        [ToolApprovalRequest("approval-c", "c")],
    ),
}


@pytest.mark.parametrize(("arrivals", "outcomes"), PENDING.values(), ids=PENDING)
async def test_a_call_without_an_outcome_ends_the_answer(arrivals: list[Arrival], outcomes: list[Event]) -> None:
    one = asked(arrivals)
    told = await one.flat()
    inputs = [event for event in told if isinstance(event, ToolInput)]
    place = told.index(inputs[-1]) + 1
    assert told[place:] == [*outcomes, StepEnd("tool-calls", Usage()), verdict("tool-calls")]
    assert len(messages_of(one)) == 1


async def test_a_client_that_cannot_ask_its_user_is_not_waited_for() -> None:
    one = asked(calling(call("delete")))
    one.can_approve = False
    assert (await one.flat())[-1] == verdict()
    assert messages_of(one)[1][-1] == ToolMessage(
        "c", '{"error":"This tool needs the user\'s consent, which this client can\'t ask for"}'
    )


# What the user said.

CALLS = (ToolCall("c", "delete", "{}"), ToolCall("d", "delete", "{}"))
ASKED: Sequence[Message] = (HI, AssistantMessage("Shall I?", CALLS))
YES = Approval(call_id="c", name="delete", arguments={}, approval_id="approval-c", approved=True)
OPENING, STEP = OPENED
SAID = (StepStart("msg-1"), TextStart("txt-0"), TextDelta("txt-0", "Done"))


def answered(*approvals: Approval, model: ScriptedModel | None = None, tools: Tools | None = None) -> Asked:
    return Asked(
        model or ScriptedModel(DONE),
        tools=shop() if tools is None else tools,
        messages=ASKED,
        approvals=approvals,
        max_steps=5,
    )


NOT_ASKED = "This call does not wait for the user's consent"
ANSWERS: dict[str, tuple[Approval, Event, str]] = {
    "yes": (YES, ToolOutput("c", None), "null"),
    "no, and why": (replace(YES, approved=False, reason="Never"), ToolOutputDenied("c", "Never"), '{"error":"Never"}'),
    "no": (
        replace(YES, approved=False),
        ToolOutputDenied("c", "Tool call execution denied."),
        '{"error":"Tool call execution denied."}',
    ),
    "other arguments": (
        replace(YES, arguments={"a": 1}),
        ToolOutputError("c", "arguments.a is not known here"),
        '{"error":"arguments.a is not known here"}',
    ),
    "another question": (
        replace(YES, approval_id="approval-d"),
        ToolOutputError("c", NOT_ASKED),
        f'{{"error":"{NOT_ASKED}"}}',
    ),
    "a tool that needs no consent": (
        replace(YES, name="refuse"),
        ToolOutputError("c", NOT_ASKED),
        f'{{"error":"{NOT_ASKED}"}}',
    ),
    "a client's tool": (
        replace(YES, name="confirm"),
        ToolOutputError("c", NOT_ASKED),
        f'{{"error":"{NOT_ASKED}"}}',
    ),
}
"""What the user said, what comes of the call, and what the model is told."""


@pytest.mark.parametrize(("approval", "outcome", "text"), ANSWERS.values(), ids=ANSWERS)
async def test_an_answer_of_the_user_has_its_outcome_before_the_model_is_asked(
    approval: Approval, outcome: Event, text: str
) -> None:
    one = answered(approval)
    assert await one.all() == [
        (OPENING, outcome),
        SAID,
        (TextEnd("txt-0"), StepEnd("stop", Usage()), verdict()),
    ]
    assert messages_of(one) == [(*ASKED, ToolMessage("c", text))]
    assert one.reports == []


async def test_the_model_is_told_outcomes_in_the_order_of_the_answers_however_long_each_took() -> None:
    tools, second_is_done = Tools(), anyio.Event()

    @tools.tool(needs_approval=True)
    async def slow() -> str:
        await second_is_done.wait()
        return "slow"

    @tools.tool(needs_approval=True)
    async def fast() -> str:
        second_is_done.set()
        return "fast"

    answers = [replace(YES, name="slow"), replace(YES, name="fast", call_id="d", approval_id="approval-d")]
    one = answered(*answers, replace(YES, call_id="e", approved=False), tools=tools)
    outputs = [event for event in await one.flat() if isinstance(event, ToolOutput | ToolOutputDenied)]
    assert [event.call_id for event in outputs] == ["e", "d", "c"]
    results = messages_of(one)[0][2:]
    assert [message.call_id for message in results if isinstance(message, ToolMessage)] == ["c", "d", "e"]


async def test_what_an_allowed_call_tells_commits_the_answer_before_the_model_begins() -> None:
    gate, tools = anyio.Event(), Tools()

    @tools.tool(needs_approval=True)
    def delete() -> object:
        yield "first"
        yield "last"

    events = answered(YES, model=ScriptedModel([gate, *DONE]), tools=tools).events()
    assert await anext(events) == (OPENING, ToolOutput("c", "first", preliminary=True))
    assert await anext(events) == (ToolOutput("c", "last", preliminary=True),)
    assert await anext(events) == (ToolOutput("c", "last"),)
    gate.set()
    assert await anext(events) == SAID
    await events.aclose()


async def test_a_model_that_fails_behind_an_allowed_call_fails_in_the_stream() -> None:
    error = RateLimited(detail="slow down")
    one = answered(YES, model=ScriptedModel([error]))
    assert await one.all() == [
        (OPENING, ToolOutput("c", None)),
        (StepStart("msg-1"), StepEnd("error", Usage()), Failure(error.code, error.message)),
    ]
    assert one.reports == [error]


@pytest.mark.parametrize(("ending", "kind"), [("deadline", DeadlineExceeded), ("stop", ServiceStopping)])
async def test_an_allowed_call_that_has_told_nothing_yet_commits_nothing(ending: str, kind: type[ServiceError]) -> None:
    tools, gone = Tools(), list[bool]()
    model = ScriptedModel(DONE)
    one = answered(YES, model=model, tools=tools)

    @tools.tool(needs_approval=True)
    async def delete() -> None:
        try:
            if ending == "stop":
                one.stop.request()
            await anyio.sleep_forever()
        finally:
            gone.append(True)

    one.patience = patient(total=0.05 if ending == "deadline" else 60.0)
    with anyio.fail_after(10), pytest.raises(ServiceError) as caught:
        await anext(one.events())
    assert type(caught.value) is kind
    assert gone == [True]
    assert (one.reports, model.requests) == ([], [])


async def test_a_model_goes_on_calling_behind_an_allowed_call_and_ids_stay_unique() -> None:
    model = ScriptedModel(calling(call("double", '{"number": 1}')), [DONE])
    one = answered(YES, model=model)
    told = await one.flat()
    assert told[:3] == [OPENING, ToolOutput("c", None), STEP]
    assert [event.call_id for event in told if isinstance(event, ToolInput)] == ["c-2"]
    assert messages_of(one)[1] == (
        *ASKED,
        ToolMessage("c", "null"),
        AssistantMessage(None, (ToolCall("c-2", "double", '{"number": 1}'),)),
        ToolMessage("c-2", "2"),
    )


async def test_an_answer_with_an_answered_call_may_be_stopped_before_its_first_step() -> None:
    answering = answered(replace(YES, approved=False)).answering()
    events = answering.events()
    assert len(await anext(events)) == 2
    await events.aclose()
    assert answering.abort() == (StepStart("msg-1"), StepEnd("unknown", Usage()), Abort(Usage()))
