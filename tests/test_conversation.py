"""An answer of one step: in good order, or not."""

from collections.abc import Sequence
from contextlib import aclosing

import anyio
import pytest

from service.errors import InternalError, ServiceError
from service.events import Event, Failure, MessageEnd, MessageStart, StepEnd, StepStart, TextDelta, TextEnd, TextStart
from service.model import AnswerStart, ReasoningChunk, SignatureChunk, TextChunk, ToolCallChunk, UsageChunk
from service.step import INTERRUPTED
from service.tool_events import ToolInputDelta, ToolInputError, ToolInputStart
from service.upstream_errors import RateLimited, UpstreamReset, UpstreamTruncated
from service.usage import Usage
from tests.asked import ENDED, HEL, OPENED, REQUEST, STOP, Asked, HandClock, failed, verdict
from tests.scripted_model import Arrival, ScriptedModel

pytestmark = pytest.mark.anyio

HELLO = (TextChunk("Hel"),)


async def failure_of(asked: Asked) -> ServiceError:
    """Return what is raised before the first event."""
    events = asked.events()
    with anyio.fail_after(10), pytest.raises(ServiceError) as caught:
        await anext(events)
    with pytest.raises(StopAsyncIteration):
        await anext(events)
    # Who catches it logs it.
    assert asked.reports == []
    return caught.value


# In good order.


async def test_what_arrives_together_is_told_together() -> None:
    model = ScriptedModel(
        [
            (AnswerStart(),),
            (TextChunk("Hel"), TextChunk("lo")),
            (TextChunk("!"), STOP),
            (UsageChunk(Usage(3, 4)),),
        ]
    )
    asked = Asked(model)
    assert await asked.all() == [
        OPENED,
        (TextStart("txt-0"), TextDelta("txt-0", "Hel"), TextDelta("txt-0", "lo")),
        (TextDelta("txt-0", "!"),),
        (TextEnd("txt-0"), StepEnd("stop", Usage(3, 4)), verdict("stop", Usage(3, 4))),
    ]
    assert asked.reports == []


async def test_the_model_is_asked_once_and_what_it_should_be() -> None:
    model = ScriptedModel([(STOP,)])
    await Asked(model, max_steps=5).all()
    assert model.requests == [REQUEST]


async def test_the_first_arrival_opens_the_answer_and_is_told_with_it() -> None:
    assert await Asked(ScriptedModel([HELLO, (STOP,)])).all() == [HEL, ENDED]


async def test_an_arrival_that_says_nothing_is_not_told() -> None:
    model = ScriptedModel([HELLO, (TextChunk(""),), (), (AnswerStart(),), (STOP,)])
    assert await Asked(model).all() == [HEL, ENDED]


async def test_nothing_is_asked_before_somebody_listens() -> None:
    model = ScriptedModel([(STOP,)])
    events = Asked(model).events()
    assert model.requests == []
    await events.aclose()
    assert model.requests == []


async def test_the_first_events_wait_for_the_first_chunk() -> None:
    gate = anyio.Event()
    told: list[tuple[Event, ...]] = []

    async def listen() -> None:
        told.extend(await Asked(ScriptedModel([gate, (*HELLO, STOP)])).all())

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        await anyio.wait_all_tasks_blocked()
        assert told == []
        gate.set()
    assert told == [HEL, ENDED]


async def test_a_chunk_is_told_before_the_next_one_is_there() -> None:
    gate = anyio.Event()
    async with aclosing(Asked(ScriptedModel([HELLO, gate, (STOP,)])).events()) as events:
        assert await anext(events) == HEL
        gate.set()
        assert await anext(events) == ENDED


async def test_metadata_is_told_at_the_start_and_at_the_end() -> None:
    clock = HandClock(100.0)
    arrivals: list[Arrival] = [
        lambda: setattr(clock, "now", 100.25),
        HELLO,
        lambda: setattr(clock, "now", 107.0),
        (STOP, UsageChunk(Usage(3, 4))),
    ]
    first, *_, last = await Asked(ScriptedModel(arrivals), clock=clock).flat()
    assert isinstance(first, MessageStart)
    assert first.metadata is not None
    assert first.metadata["model"] == REQUEST.model
    assert isinstance(last, MessageEnd)
    assert last.metadata is not None
    assert last.metadata["timeToFirstTokenMs"] == 250
    assert last.metadata["finishReason"] == "stop"
    assert last.metadata["usage"] == {"inputTokens": 3, "outputTokens": 4, "totalTokens": 7}


# Failures.


@pytest.mark.parametrize("error", [RateLimited(headers=(("retry-after", "7"),)), UpstreamReset()], ids=lambda e: e.code)
async def test_a_failure_before_the_first_chunk_is_raised_as_it_is(error: ServiceError) -> None:
    assert await failure_of(Asked(ScriptedModel([error]))) is error


async def test_a_model_that_says_nothing_at_all_is_truncated() -> None:
    assert isinstance(await failure_of(Asked(ScriptedModel([]))), UpstreamTruncated)


async def test_an_unexpected_exception_before_the_first_chunk_is_a_defect_of_ours() -> None:
    defect = KeyError("sk-secret")
    error = await failure_of(Asked(ScriptedModel([defect])))
    assert type(error) is InternalError
    assert error.__cause__ is defect
    assert (error.message, error.detail) == ("Internal server error", "KeyError('sk-secret')")


AFTER: dict[str, tuple[Sequence[Arrival], Sequence[tuple[Event, ...]]]] = {
    "after a sign of life": ([(AnswerStart(),)], [OPENED]),
    "in a text": ([HELLO], [HEL]),
    "after usage": ([(*HELLO, UsageChunk(Usage(3)))], [HEL]),
}


@pytest.mark.parametrize(("arrivals", "told"), AFTER.values(), ids=AFTER)
async def test_a_failure_after_the_first_chunk_is_told_and_reported_once(
    arrivals: Sequence[Arrival], told: Sequence[tuple[Event, ...]]
) -> None:
    error = UpstreamReset(detail="sk-secret")
    asked = Asked(ScriptedModel([*arrivals, error]))
    events = await asked.all()
    assert events[:-1] == told
    assert events[-1][-1] == Failure("upstream_reset", UpstreamReset.sentence)
    assert [type(event) for event in events[-1][-2:]] == [StepEnd, Failure]
    assert asked.reports == [error]


async def test_what_is_open_is_closed_before_the_failure() -> None:
    error = UpstreamReset()
    assert await Asked(ScriptedModel([HELLO, error])).all() == [HEL, failed(error)]


async def test_a_call_that_is_open_is_given_up_before_the_failure() -> None:
    error = UpstreamReset()
    said = (ReasoningChunk("Hm"), SignatureChunk("anthropic", "s"), ToolCallChunk(0, "c", "f", "{"))
    events = await Asked(ScriptedModel([said, error])).all()
    assert events[0][-2:] == (ToolInputStart("c", "f"), ToolInputDelta("c", "{"))
    assert events[1:] == [
        (
            ToolInputError("c", "f", "{", INTERRUPTED),
            StepEnd("error", Usage()),
            StepStart("msg-1"),
            StepEnd("error", Usage()),
            Failure(error.code, error.message),
        )
    ]


async def test_an_answer_that_ends_without_a_finish_is_truncated() -> None:
    asked = Asked(ScriptedModel([HELLO]))
    assert await asked.all() == [HEL, failed(UpstreamTruncated())]
    assert [type(error) for error in asked.reports] == [UpstreamTruncated]


async def test_an_unexpected_exception_after_the_first_chunk_is_a_defect_of_ours() -> None:
    defect = KeyError("sk-secret")
    asked = Asked(ScriptedModel([HELLO, defect]))
    assert await asked.all() == [HEL, failed(InternalError())]
    (error,) = asked.reports
    assert type(error) is InternalError
    assert error.__cause__ is defect
    assert error.detail == "KeyError('sk-secret')"


@pytest.mark.parametrize("failure", [UpstreamReset(), KeyError("x")], ids=["upstream's", "ours"])
async def test_what_the_model_had_finished_is_whole_whatever_broke_behind_it(failure: Exception) -> None:
    asked = Asked(ScriptedModel([(*HELLO, STOP), failure]))
    assert await asked.all() == [HEL, ENDED]
    assert len(asked.reports) == 1


@pytest.mark.parametrize("ending", [(STOP,), UpstreamReset(), KeyError("x")], ids=["whole", "failed", "a defect"])
async def test_the_model_is_closed_before_the_verdict_is_told(ending: Arrival) -> None:
    model = ScriptedModel([HELLO, ending])
    async for events in Asked(model).events():
        assert model.closed.is_set() is isinstance(events[-1], MessageEnd | Failure)
    assert model.running == 0
