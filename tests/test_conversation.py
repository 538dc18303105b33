from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

import anyio
import pytest

from service.conversation import Conversation, Events, Patience
from service.errors import DeadlineExceeded, InternalError, ServiceError, ServiceStopping
from service.events import (
    Event,
    Failure,
    MessageEnd,
    MessageStart,
    StepEnd,
    StepStart,
    TextDelta,
    TextEnd,
    TextStart,
    Usage,
)
from service.ids import Clock, monotonic
from service.messages import TextPart, UserMessage
from service.model import AnswerStart, FinishChunk, LanguageModel, ModelChunk, ModelRequest, TextChunk, UsageChunk
from service.stop import Stop
from service.upstream_errors import RateLimited, UpstreamReset, UpstreamTimeout, UpstreamTruncated
from tests.scripted_model import Arrival, ScriptedModel

pytestmark = pytest.mark.anyio

REQUEST = ModelRequest(
    model="openai/gpt-4o-mini", messages=(UserMessage((TextPart("Hi"),)),), temperature=0.7, max_output_tokens=100
)
AMPLE = Patience(first=60.0, between=60.0, total=600.0)
TINY = 0.02
STOP = FinishChunk("stop")

OPENED = (MessageStart("msg-1"), StepStart("msg-1"))
HEL = (*OPENED, TextStart(), TextDelta("Hel"))
ENDED = (TextEnd(), StepEnd("stop", Usage()), MessageEnd("stop", Usage()))


def failed(error: ServiceError) -> tuple[Event, ...]:
    return (TextEnd(), StepEnd("error", Usage()), Failure(error.code, error.message))


@dataclass
class Asked:
    """A conversation that was begun, and what it reports."""

    model: LanguageModel
    patience: Patience = AMPLE
    clock: Clock = monotonic
    stop: Stop = field(default_factory=Stop)
    reports: list[ServiceError] = field(default_factory=list)

    def stream(self) -> Events:
        conversation = Conversation(model=self.model, patience=self.patience, clock=self.clock, stop=self.stop)
        return conversation.stream(REQUEST, message_id="msg-1", report=self.reports.append)

    async def all(self) -> list[tuple[Event, ...]]:
        with anyio.fail_after(10):
            return [events async for events in self.stream()]


async def failure_of(asked: Asked) -> ServiceError:
    """Return what is raised before the first event."""
    events = asked.stream()
    with anyio.fail_after(10), pytest.raises(ServiceError) as caught:
        await anext(events)
    with pytest.raises(StopAsyncIteration):
        await anext(events)
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
        (TextStart(), TextDelta("Hel"), TextDelta("lo")),
        (TextDelta("!"),),
        (TextEnd(), StepEnd("stop", Usage(3, 4)), MessageEnd("stop", Usage(3, 4))),
    ]
    assert asked.reports == []


async def test_the_model_is_asked_once_and_what_it_should_be() -> None:
    model = ScriptedModel([(STOP,)])
    await Asked(model).all()
    assert model.requests == [REQUEST]


async def test_the_first_arrival_opens_the_answer_and_is_told_with_it() -> None:
    assert await Asked(ScriptedModel([(TextChunk("Hel"),), (STOP,)])).all() == [HEL, ENDED]


async def test_an_arrival_that_says_nothing_is_not_told() -> None:
    model = ScriptedModel([(TextChunk("Hel"),), (TextChunk(""),), (), (AnswerStart(),), (STOP,)])
    assert await Asked(model).all() == [HEL, ENDED]


async def test_nothing_is_asked_before_somebody_listens() -> None:
    model = ScriptedModel([(STOP,)])
    events = Asked(model).stream()
    assert model.requests == []
    await events.aclose()
    assert model.requests == []


async def test_the_first_events_wait_for_the_first_chunk() -> None:
    gate = anyio.Event()
    events = Asked(ScriptedModel([gate, (TextChunk("Hel"), STOP)])).stream()
    with anyio.move_on_after(TINY) as waiting:
        await anext(events)
    assert waiting.cancelled_caught


async def test_a_chunk_is_told_before_the_next_one_is_there() -> None:
    gate = anyio.Event()
    async with aclosing(Asked(ScriptedModel([(TextChunk("Hel"),), gate, (STOP,)])).stream()) as events:
        assert await anext(events) == HEL
        gate.set()
        assert await anext(events) == ENDED


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
    "in a text": ([(TextChunk("Hel"),)], [HEL]),
    "after usage": ([(TextChunk("Hel"), UsageChunk(Usage(3)))], [HEL]),
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
    assert await Asked(ScriptedModel([(TextChunk("Hel"),), error])).all() == [HEL, failed(error)]


async def test_an_answer_that_ends_without_a_finish_is_truncated() -> None:
    asked = Asked(ScriptedModel([(TextChunk("Hel"),)]))
    assert await asked.all() == [HEL, failed(UpstreamTruncated())]
    assert [type(error) for error in asked.reports] == [UpstreamTruncated]


async def test_an_unexpected_exception_after_the_first_chunk_is_a_defect_of_ours() -> None:
    defect = KeyError("sk-secret")
    asked = Asked(ScriptedModel([(TextChunk("Hel"),), defect]))
    assert await asked.all() == [HEL, failed(InternalError())]
    (error,) = asked.reports
    assert type(error) is InternalError
    assert error.__cause__ is defect
    assert error.detail == "KeyError('sk-secret')"


@pytest.mark.parametrize("failure", [UpstreamReset(), KeyError("x")], ids=["upstream's", "ours"])
async def test_what_the_model_had_finished_is_whole_whatever_broke_behind_it(failure: Exception) -> None:
    asked = Asked(ScriptedModel([(TextChunk("Hel"), STOP), failure]))
    assert await asked.all() == [HEL, ENDED]
    assert len(asked.reports) == 1


# Time.


@dataclass
class Clockwork:
    """A clock that shows what it is told to; its last reading stays."""

    readings: Iterator[float]
    last: float = 0.0

    def __call__(self) -> float:
        self.last = next(self.readings, self.last)
        return self.last


def patience(*, first: float = 60.0, between: float = 60.0, total: float = 600.0) -> Patience:
    return Patience(first=first, between=between, total=total)


FIRST_WAIT = [(patience(first=TINY), UpstreamTimeout), (patience(total=TINY), DeadlineExceeded)]
LATER_WAIT = [(patience(between=TINY), UpstreamTimeout), (patience(total=TINY), DeadlineExceeded)]
names = ["for a chunk", "for the whole answer"]


@pytest.mark.parametrize(("impatience", "kind"), FIRST_WAIT, ids=names)
async def test_a_model_that_does_not_begin_is_waited_for_only_so_long(
    impatience: Patience, kind: type[ServiceError]
) -> None:
    model = ScriptedModel([anyio.Event(), (STOP,)])
    error = await failure_of(Asked(model, impatience, clock=Clockwork(iter([0.0]))))
    assert type(error) is kind
    assert model.closed.is_set()


@pytest.mark.parametrize(("impatience", "kind"), LATER_WAIT, ids=names)
async def test_a_model_that_does_not_go_on_is_waited_for_only_so_long(
    impatience: Patience, kind: type[ServiceError]
) -> None:
    model = ScriptedModel([(TextChunk("Hel"),), anyio.Event(), (STOP,)])
    asked = Asked(model, impatience, clock=Clockwork(iter([0.0])))
    assert await asked.all() == [HEL, failed(kind())]
    assert [type(error) for error in asked.reports] == [kind]
    assert model.closed.is_set()


async def test_a_model_that_began_may_rest_longer_than_it_may_take_to_begin() -> None:
    model = ScriptedModel([(TextChunk("Hel"),), 3 * TINY, (STOP,)])
    assert await Asked(model, patience(first=TINY)).all() == [HEL, ENDED]


async def test_a_model_may_take_longer_to_begin_than_it_may_rest() -> None:
    model = ScriptedModel([3 * TINY, (TextChunk("Hel"),), (STOP,)])
    assert await Asked(model, patience(between=TINY)).all() == [HEL, ENDED]


async def test_the_clock_says_when_the_whole_answer_is_due() -> None:
    # Asked at 100, told at 100 that the first chunk may take until 110, and at 111 that it is over.
    clock = Clockwork(iter([100.0, 100.0, 111.0]))
    asked = Asked(ScriptedModel([(TextChunk("Hel"),), anyio.Event()]), patience(total=10.0), clock=clock)
    assert await asked.all() == [HEL, failed(DeadlineExceeded())]


async def test_what_is_already_here_is_never_too_late() -> None:
    clock = Clockwork(iter([100.0, 100.0, 200.0, 300.0]))
    asked = Asked(ScriptedModel([(TextChunk("Hel"),), (STOP,)]), patience(total=10.0), clock=clock)
    assert await asked.all() == [HEL, ENDED]


async def test_a_rest_behind_the_finish_is_reported_but_the_answer_is_whole() -> None:
    asked = Asked(ScriptedModel([(TextChunk("Hel"), STOP), anyio.Event()]), patience(between=TINY))
    assert await asked.all() == [HEL, ENDED]
    assert [type(error) for error in asked.reports] == [UpstreamTimeout]


async def test_a_slow_client_is_not_charged_to_the_upstream() -> None:
    texts = [(TextChunk("a"),), (TextChunk("b"),), (TextChunk("c"), STOP)]
    asked = Asked(ScriptedModel(texts), patience(first=TINY, between=TINY))
    told = []
    async for events in asked.stream():
        told.append(events)
        await anyio.sleep(3 * TINY)
    assert told[-1] == ENDED
    assert asked.reports == []


# Who may end it.


async def test_a_stop_before_the_first_chunk_is_raised() -> None:
    asked = Asked(ScriptedModel([anyio.Event()]))
    events = asked.stream()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_stop_when_asked, asked)
        with pytest.raises(ServiceStopping):
            await anext(events)
    assert asked.reports == []


async def test_a_stop_after_the_first_chunk_is_told() -> None:
    asked = Asked(ScriptedModel([(TextChunk("Hel"),), anyio.Event()]))
    async with aclosing(asked.stream()) as events:
        assert await anext(events) == HEL
        asked.stop.request()
        assert await anext(events) == failed(ServiceStopping())
    assert [type(error) for error in asked.reports] == [ServiceStopping]


async def _stop_when_asked(asked: Asked) -> None:
    assert isinstance(asked.model, ScriptedModel)
    while not asked.model.requests:
        await anyio.lowlevel.checkpoint()
    asked.stop.request()


@pytest.mark.parametrize(
    "arrivals", [[(TextChunk("Hel"),)], [(TextChunk("Hel"), STOP)]], ids=["in the middle", "at the end"]
)
async def test_closing_the_events_closes_the_model(arrivals: list[Arrival]) -> None:
    model = ScriptedModel([*arrivals, anyio.Event()])
    asked = Asked(model)
    events = asked.stream()
    await anext(events)
    assert not model.closed.is_set()
    await events.aclose()
    assert model.closed.is_set()
    assert asked.reports == []


@pytest.mark.parametrize("arrivals", [[], [(TextChunk("Hel"),)]], ids=["before the first chunk", "in the middle"])
async def test_cancelling_who_waits_closes_the_model(arrivals: list[Arrival]) -> None:
    model = ScriptedModel([*arrivals, anyio.Event()])
    asked = Asked(model)
    told: list[tuple[Event, ...]] = []

    async def listen() -> None:
        async for events in asked.stream():
            told.append(events)  # noqa: PERF401 - what was told before the cancellation counts

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        await anyio.wait_all_tasks_blocked()
        assert len(told) == len(arrivals)
        assert not model.closed.is_set()
        tasks.cancel_scope.cancel()
    assert model.closed.is_set()
    # Nobody is there to be told, and a departure is no failure.
    assert len(told) == len(arrivals)
    assert asked.reports == []


@pytest.mark.parametrize("ending", [(STOP,), UpstreamReset(), KeyError("x")], ids=["whole", "failed", "a defect"])
async def test_the_model_is_closed_before_the_verdict_is_the_last_word(ending: Arrival) -> None:
    model = ScriptedModel([(TextChunk("Hel"),), ending])
    await Asked(model).all()
    assert model.closed.is_set()


class Reluctant:
    """A model whose connection takes a moment to close."""

    def __init__(self) -> None:
        self.closed = False

    async def stream(self, request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        try:
            yield (TextChunk("Hel"),)
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.sleep(TINY)
            self.closed = True


async def test_a_model_that_gave_up_has_its_connection_closed_to_the_end() -> None:
    model = Reluctant()
    assert await Asked(model, patience(between=TINY)).all() == [HEL, failed(UpstreamTimeout())]
    assert model.closed
