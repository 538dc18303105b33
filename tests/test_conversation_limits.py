"""An answer with tools that does not come to its end, or not so soon."""

import gc
from contextlib import aclosing
from dataclasses import dataclass, field

import anyio
import anyio.lowlevel
import pytest

from service.conversation import Patience
from service.errors import DeadlineExceeded, InternalError, ServiceError, ServiceStopping
from service.events import Abort, Event, Failure, MessageEnd, StepEnd, StepStart
from service.messages import ToolMessage
from service.model import AnswerStart, TextChunk, UsageChunk
from service.step_memory import StepMemory
from service.tool_events import ToolOutput
from service.tools import Tools
from service.upstream_errors import RateLimited, UpstreamReset, UpstreamTimeout, UpstreamTruncated
from service.usage import Usage
from tests.asked import STOP, Asked, HandClock, patient
from tests.scripted_model import Arrival, ScriptedModel
from tests.tool_shop import DONE, asked, call, calling, messages_of, shop

pytestmark = pytest.mark.anyio

TINY = 0.02
USAGE = Usage(3, 4)
CALLING: list[Arrival] = [(UsageChunk(USAGE),), *calling(call("work"))]


@dataclass
class Workshop:
    """A tool that never comes to its end and takes a moment to clean up."""

    begun: anyio.Event = field(default_factory=anyio.Event)
    gone: list[bool] = field(default_factory=list)

    def tools(self) -> Tools:
        tools = Tools()
        tools.tool(name="work")(self.work)
        return tools

    async def work(self) -> None:
        self.begun.set()
        try:
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.lowlevel.checkpoint()
            self.gone.append(True)

    async def heard(self, one: Asked, told: list[Event]) -> None:
        """Listen until the answer ends."""
        async with aclosing(one.events()) as events:
            async for together in events:
                told += together


# While a tool runs.


@pytest.mark.parametrize(
    ("patience", "kind"),
    [(patient(total=TINY), DeadlineExceeded), (patient(), ServiceStopping)],
    ids=["the deadline", "a stop"],
)
async def test_what_ends_the_answer_cancels_the_tool_and_is_told(patience: Patience, kind: type[ServiceError]) -> None:
    shop_, told = Workshop(), list[Event]()
    one = asked(CALLING, tools=shop_.tools())
    one.patience = patience
    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(shop_.heard, one, told)
            await shop_.begun.wait()
            if kind is ServiceStopping:
                one.stop.request()
    assert told[-2:] == [StepEnd("error", USAGE), Failure(kind.code, kind.sentence)]
    assert shop_.gone == [True]
    assert [type(error) for error in one.reports] == [kind]
    assert len(messages_of(one)) == 1


@pytest.mark.parametrize("way", ["abort", "fail"])
async def test_a_client_that_leaves_cancels_the_tool_and_the_answer_can_still_be_ended(way: str) -> None:
    shop_, told = Workshop(), list[Event]()
    one = asked(CALLING, tools=shop_.tools())
    answering = one.answering()

    async def listen() -> None:
        async with aclosing(answering.events()) as events:
            async for together in events:
                told.extend(together)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        await shop_.begun.wait()
        assert shop_.gone == []
        tasks.cancel_scope.cancel()
    assert shop_.gone == [True]
    assert one.reports == []
    error = InternalError()
    if way == "abort":
        assert answering.abort() == (StepEnd("unknown", USAGE), Abort(USAGE))
    else:
        assert answering.fail(error) == (StepEnd("error", USAGE), Failure(error.code, error.message))


async def test_closing_the_events_between_two_results_cancels_the_tools_and_waits_for_them() -> None:
    tools, gone = Tools(), list[bool]()

    @tools.tool
    async def work() -> object:
        try:
            yield 1
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.lowlevel.checkpoint()
            gone.append(True)

    events = asked(CALLING, tools=tools).events()
    async for together in events:
        if any(isinstance(event, ToolOutput) for event in together):
            break
    await events.aclose()
    by_then = list(gone)
    await anyio.wait_all_tasks_blocked()
    assert by_then == [True]


async def test_a_tool_may_take_longer_than_the_model_may_rest() -> None:
    tools = Tools()

    @tools.tool
    async def work() -> None:
        await anyio.sleep(3 * TINY)

    one = asked(CALLING, tools=tools)
    one.patience = patient(first=TINY, between=TINY)
    assert isinstance((await one.flat())[-1], MessageEnd)


async def test_a_deadline_that_passed_while_a_tool_ran_is_told() -> None:
    clock, tools = HandClock(), Tools()

    @tools.tool
    async def work() -> None:
        clock.now = 700.0

    one = asked(CALLING, [anyio.Event()], tools=tools)
    one.clock = clock
    assert (await one.flat())[-1] == Failure(DeadlineExceeded.code, DeadlineExceeded.sentence)


# The model, when it is asked again.

AGAIN: dict[str, tuple[list[Arrival], type[ServiceError]]] = {
    "refuses": ([RateLimited()], RateLimited),
    "says nothing": ([], UpstreamTruncated),
    "does not begin": ([anyio.Event()], UpstreamTimeout),
    "breaks off": ([(TextChunk("a"),), UpstreamReset()], UpstreamReset),
    "ends without a finish": ([(TextChunk("a"),)], UpstreamTruncated),
    "breaks": ([KeyError("sk-secret")], InternalError),
}


@pytest.mark.parametrize(("arrivals", "kind"), AGAIN.values(), ids=AGAIN)
async def test_a_model_that_fails_in_a_later_step_fails_in_the_stream(
    arrivals: list[Arrival], kind: type[ServiceError]
) -> None:
    one = asked(calling(call("double", '{"number": 1}')), arrivals)
    one.patience = patient(first=TINY)
    told = await one.flat()
    assert told[-1] == Failure(kind.code, kind.sentence)
    assert [type(error) for error in one.reports] == [kind]
    # Where the second step never began, an empty one parts the first one's results from the failure.
    begun = sum(isinstance(event, StepStart) for event in told)
    assert begun == sum(isinstance(event, StepEnd) for event in told) == 2


@pytest.mark.parametrize("broken", [UpstreamReset(), KeyError("x")], ids=["upstream's", "ours"])
async def test_calls_are_made_whatever_broke_behind_the_finish(broken: Exception) -> None:
    one = asked([*calling(call("double", '{"number": 1}')), broken])
    assert isinstance((await one.flat())[-1], MessageEnd)
    assert messages_of(one)[1][-1] == ToolMessage("c", "2")
    assert len(one.reports) == 1


async def test_calls_of_a_model_that_never_finished_are_not_made() -> None:
    one = asked([(call("double", '{"number": 1}'),)])
    told = await one.flat()
    assert [type(event).__name__ for event in told[-5:]] == [
        "ToolInputError",
        "StepEnd",
        "StepStart",
        "StepEnd",
        "Failure",
    ]


# What is remembered.


def memories() -> int:
    return sum(type(thing) is StepMemory for thing in gc.get_objects())


REMEMBERED: dict[str, tuple[bool, int, list[int]]] = {
    "no tools": (False, 3, [0]),
    "no tools, but calls": (False, 3, [0, 0, 0]),
    "one step": (True, 1, [0]),
    "until the last step": (True, 3, [1, 1, 0]),
}
"""Whether the model has tools, how often it may be asked, and how many memories there are each time."""


@pytest.mark.parametrize(("has_tools", "steps", "counts"), REMEMBERED.values(), ids=REMEMBERED)
async def test_what_the_model_said_is_remembered_only_while_it_may_be_asked_again(
    *, has_tools: bool, steps: int, counts: list[int]
) -> None:
    gc.collect()
    before, counted = memories(), list[int]()
    calls = len(counts) > 1 or has_tools
    arrivals: list[Arrival] = [
        (TextChunk("a"),),
        lambda: counted.append(memories() - before),
        *(calling(call("double", '{"number": 1}')) if calls else DONE),
    ]
    one = Asked(ScriptedModel(arrivals), tools=shop() if has_tools else Tools(), max_steps=steps)
    assert isinstance((await one.flat())[-1], MessageEnd)
    assert counted == counts


# What it cost, and how soon it began.


async def test_the_first_word_is_that_of_the_first_step() -> None:
    clock = HandClock(100.0)
    one = asked(
        [lambda: setattr(clock, "now", 100.5), (AnswerStart(),), *calling(call("double", '{"number": 1}'))],
        [lambda: setattr(clock, "now", 109.0), (UsageChunk(USAGE), STOP)],
    )
    one.clock = clock
    end = (await one.flat())[-1]
    assert isinstance(end, MessageEnd)
    assert end.usage == USAGE
    assert end.metadata is not None
    assert end.metadata["timeToFirstTokenMs"] == 500
