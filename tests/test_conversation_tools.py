"""An answer of many steps: the model calls tools, and is asked again."""

import anyio
import pytest
from msgspec.structs import replace

from service.events import (
    MessageEnd,
    ReasoningDelta,
    ReasoningEnd,
    ReasoningStart,
    StepEnd,
    StepStart,
    TextDelta,
    TextEnd,
    TextStart,
)
from service.field import JSON
from service.messages import AssistantMessage, ReasoningPart, ToolCall, ToolMessage
from service.model import ReasoningChunk, SignatureChunk, TextChunk, ToolCallChunk, UsageChunk
from service.tool_events import (
    ToolInput,
    ToolInputDelta,
    ToolInputError,
    ToolInputStart,
    ToolOutput,
    ToolOutputError,
)
from service.tools import Tools
from service.usage import Usage
from tests.asked import HI, OPENED, STOP, Asked, verdict
from tests.scripted_model import Arrival, ScriptedModel
from tests.tool_shop import CALLED, asked, call, calling, messages_of, shop

pytestmark = pytest.mark.anyio


async def test_the_model_is_told_what_it_said_and_what_came_of_it_and_goes_on() -> None:
    tools, fast_is_done = Tools(), anyio.Event()

    @tools.tool
    async def slow() -> JSON:
        await fast_is_done.wait()
        return {"at": "last"}

    @tools.tool
    async def fast() -> str:
        fast_is_done.set()
        return "at once"

    first: list[Arrival] = [
        (ReasoningChunk("Hm"), SignatureChunk("anthropic", "s"), TextChunk("Let me see")),
        (call("slow", call_id="a"), call("fast", "", index=1, call_id="b"), UsageChunk(Usage(1, 2)), CALLED),
    ]
    one = asked(first, [(TextChunk("Well"), UsageChunk(Usage(10, 20)), STOP)], tools=tools)
    told = await one.flat()
    # What runs at the same time may be told in either order, and here only one of them can be first.
    assert told == [
        *OPENED,
        ReasoningStart("rsn-0"),
        ReasoningDelta("rsn-0", "Hm"),
        ReasoningEnd("rsn-0", "anthropic", "s"),
        TextStart("txt-0"),
        TextDelta("txt-0", "Let me see"),
        TextEnd("txt-0"),
        ToolInputStart("a", "slow"),
        ToolInputDelta("a", "{}"),
        ToolInputStart("b", "fast"),
        ToolInput("a", "slow", {}),
        ToolInput("b", "fast", {}),
        ToolOutput("b", "at once"),
        ToolOutput("a", {"at": "last"}),
        StepEnd("tool-calls", Usage(1, 2)),
        StepStart("msg-1"),
        TextStart("txt-1"),
        TextDelta("txt-1", "Well"),
        TextEnd("txt-1"),
        StepEnd("stop", Usage(10, 20)),
        verdict("stop", Usage(11, 22)),
    ]
    said = AssistantMessage(
        "Let me see",
        (ToolCall("a", "slow", "{}"), ToolCall("b", "fast", "{}")),
        (ReasoningPart("Hm", "anthropic", "s"),),
    )
    # Results stand in the order of the calls, however long each took.
    assert messages_of(one) == [
        (HI,),
        (HI, said, ToolMessage("a", '{"at":"last"}'), ToolMessage("b", "at once")),
    ]
    assert isinstance(one.model, ScriptedModel)
    first_asked, then_asked = one.model.requests
    assert then_asked == replace(first_asked, messages=then_asked.messages)
    assert then_asked.tools == tools.specs()


async def test_what_is_told_together_leaves_together() -> None:
    one = asked([(TextChunk("a"),), (CALLED, call("double", '{"number": 2}'), TextChunk("b"))])
    assert await one.all() == [
        (*OPENED, TextStart("txt-0"), TextDelta("txt-0", "a")),
        (
            TextEnd("txt-0"),
            ToolInputStart("c", "double"),
            ToolInputDelta("c", '{"number": 2}'),
            TextStart("txt-1"),
            TextDelta("txt-1", "b"),
        ),
        # What the model said is closed before its tools run.
        (TextEnd("txt-1"),),
        (ToolInput("c", "double", {"number": 2}),),
        (ToolOutput("c", 4),),
        (StepEnd("tool-calls", Usage()),),
        (StepStart("msg-1"), TextStart("txt-2"), TextDelta("txt-2", "Done")),
        (TextEnd("txt-2"), StepEnd("stop", Usage()), verdict()),
    ]


async def test_calls_run_at_the_same_time_and_the_model_is_gone_by_then() -> None:
    tools, met = Tools(), [anyio.Event(), anyio.Event()]
    one = asked(calling(call("meet", '{"me": 0}'), call("meet", '{"me": 1}', index=1)), tools=tools)

    @tools.tool
    async def meet(me: int) -> int:
        assert isinstance(one.model, ScriptedModel)
        met[me].set()
        await met[1 - me].wait()
        return one.model.running

    assert [event.value for event in await one.flat() if isinstance(event, ToolOutput)] == [0, 0]


LOOP = calling(call("double", '{"number": 1}'))


@pytest.mark.parametrize("steps", [1, 2, 3])
async def test_the_model_is_asked_so_often_and_its_last_calls_are_made(steps: int) -> None:
    one = Asked(ScriptedModel(LOOP), tools=shop(), max_steps=steps)
    told = await one.flat()
    assert len(messages_of(one)) == steps
    ids = ["c", "c-2", "c-3"][:steps]
    assert [event.call_id for event in told if isinstance(event, ToolOutput)] == ids
    assert told[-1] == verdict("tool-calls")
    # The ids that the client is told are those that the model is told.
    last = messages_of(one)[-1]
    assert [message.call_id for message in last if isinstance(message, ToolMessage)] == ids[:-1]
    assert [call.id for message in last if isinstance(message, AssistantMessage) for call in message.calls] == ids[:-1]


@pytest.mark.parametrize("steps", [2, 3])
async def test_out_of_steps_an_answer_ends_with_an_empty_one_so_that_no_client_goes_on_by_itself(steps: int) -> None:
    told = await Asked(ScriptedModel(LOOP), tools=shop(), max_steps=steps).flat()
    assert [type(event) for event in told[-5:]] == [ToolOutput, StepEnd, StepStart, StepEnd, MessageEnd]
    assert told[-2] == StepEnd("tool-calls", Usage())


async def test_with_one_step_a_request_it_is_the_client_that_goes_on() -> None:
    told = await Asked(ScriptedModel(LOOP), tools=shop(), max_steps=1).flat()
    assert [type(event) for event in told[-3:]] == [ToolOutput, StepEnd, MessageEnd]


async def test_a_call_of_the_request_keeps_its_id_for_itself() -> None:
    one = asked(calling(call("double", '{"number": 1}')))
    one.messages = (HI, AssistantMessage(None, (ToolCall("c", "double", "{}"),)), ToolMessage("c", "4"), HI)
    assert [event.call_id for event in await one.flat() if isinstance(event, ToolOutput)] == ["c-2"]
    assert messages_of(one)[1][-1] == ToolMessage("c-2", "2")


TOLD: dict[str, tuple[ToolCallChunk, str, str, str]] = {
    "refused": (call("refuse"), "{}", "ToolOutputError", "Not on Sundays"),
    "broken": (call("break_"), "{}", "ToolOutputError", "The tool failed"),
    "no such tool": (call("dance", '{"a":1}'), '{"a":1}', "ToolInputError", "There is no such tool"),
    "wrong": (call("double", '{"number":"x"}'), '{"number":"x"}', "ToolInputError", "must be a whole number"),
    "a client's, wrong": (call("confirm", '{"a":1}'), '{"a":1}', "ToolInputError", "arguments.a is not known here"),
    "not JSON": (call("double", '{"number":'), "{}", "ToolInputError", "are not a JSON object"),
    "no object": (call("double", "[1]"), "{}", "ToolInputError", "are not a JSON object"),
}
"""A call; its arguments as the model is told them; what is told of it; why it could not be made."""


@pytest.mark.parametrize(("made", "arguments", "kind", "why"), TOLD.values(), ids=TOLD)
async def test_a_call_that_fails_is_told_to_the_model_which_goes_on(
    made: ToolCallChunk, arguments: str, kind: str, why: str
) -> None:
    one = asked(calling(made))
    told = await one.flat()
    (error,) = (event for event in told if isinstance(event, ToolInputError | ToolOutputError))
    assert type(error).__name__ == kind
    assert why in error.message
    assert told[-1] == verdict()
    said, result = messages_of(one)[1][1:]
    assert said == AssistantMessage(None, (ToolCall("c", made.name or "", arguments),))
    assert result == ToolMessage("c", f'{{"error":"{error.message}"}}')
    # A failed tool is no failure of the answer.
    assert one.reports == []


async def test_a_model_that_was_given_no_tools_is_told_that_there_are_none() -> None:
    one = asked(calling(call("double")), tools=Tools())
    assert (await one.flat())[-1] == verdict()
    assert isinstance(messages_of(one)[1][-1], ToolMessage)
