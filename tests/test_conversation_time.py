"""How long an answer is waited for, and who may end it before."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

import anyio
import anyio.lowlevel
import pytest

from service.conversation import Patience
from service.errors import DeadlineExceeded, InternalError, ServiceError, ServiceStopping
from service.events import Abort, Event, Failure, StepEnd, StepStart, TextEnd
from service.model import ModelChunk, ModelRequest, TextChunk, ToolCallChunk, UsageChunk
from service.step import INTERRUPTED
from service.tool_events import ToolInputError
from service.upstream_errors import UpstreamReset, UpstreamTimeout
from service.usage import Usage
from tests.asked import ENDED, HEL, OPENED, STOP, Asked, HandClock, failed, patient
from tests.scripted_model import Arrival, ScriptedModel

pytestmark = pytest.mark.anyio

TINY = 0.02
HELLO = (TextChunk("Hel"),)

# Time.

FIRST_WAIT = [(patient(first=TINY), UpstreamTimeout), (patient(total=TINY), DeadlineExceeded)]
LATER_WAIT = [(patient(between=TINY), UpstreamTimeout), (patient(total=TINY), DeadlineExceeded)]
names = ["for a chunk", "for the whole answer"]


@pytest.mark.parametrize(("impatience", "kind"), FIRST_WAIT, ids=names)
async def test_a_model_that_does_not_begin_is_waited_for_only_so_long(
    impatience: Patience, kind: type[ServiceError]
) -> None:
    model = ScriptedModel([anyio.Event(), (STOP,)])
    asked = Asked(model, impatience)
    with anyio.fail_after(10), pytest.raises(ServiceError) as caught:
        await anext(asked.events())
    assert type(caught.value) is kind
    assert asked.reports == []
    assert model.closed.is_set()


@pytest.mark.parametrize(("impatience", "kind"), LATER_WAIT, ids=names)
async def test_a_model_that_does_not_go_on_is_waited_for_only_so_long(
    impatience: Patience, kind: type[ServiceError]
) -> None:
    model = ScriptedModel([HELLO, anyio.Event(), (STOP,)])
    asked = Asked(model, impatience)
    assert await asked.all() == [HEL, failed(kind())]
    assert [type(error) for error in asked.reports] == [kind]
    assert model.closed.is_set()


async def test_a_model_that_began_may_rest_longer_than_it_may_take_to_begin() -> None:
    assert await Asked(ScriptedModel([HELLO, 3 * TINY, (STOP,)]), patient(first=TINY)).all() == [HEL, ENDED]


async def test_a_model_may_take_longer_to_begin_than_it_may_rest() -> None:
    assert await Asked(ScriptedModel([3 * TINY, HELLO, (STOP,)]), patient(between=TINY)).all() == [HEL, ENDED]


async def test_the_clock_says_when_the_whole_answer_is_due() -> None:
    clock = HandClock(100.0)
    model = ScriptedModel([HELLO, lambda: setattr(clock, "now", 111.0), (TextChunk(""),), anyio.Event()])
    assert await Asked(model, patient(total=10.0), clock).all() == [HEL, failed(DeadlineExceeded())]


@pytest.mark.parametrize(
    ("seconds", "due"), [(None, 10.0), (5.0, 5.0), (20.0, 10.0)], ids=["no server's", "less", "more"]
)
async def test_a_server_may_have_less_time_than_we_have(seconds: float | None, due: float) -> None:
    for after, told in ((due - 1.0, [HEL, ENDED]), (due + 1.0, [HEL, failed(DeadlineExceeded())])):
        clock = HandClock(100.0)
        arrivals: list[Arrival] = [HELLO, lambda: setattr(clock, "now", 100.0 + after), (TextChunk(""),), 0.0, (STOP,)]  # noqa: B023 - run within this turn
        assert await Asked(ScriptedModel(arrivals), patient(total=10.0), clock, seconds=seconds).all() == told


async def test_the_time_of_an_answer_begins_when_it_is_asked_for() -> None:
    clock = HandClock(100.0)
    asked = Asked(ScriptedModel([anyio.Event()]), patient(total=10.0), clock)
    answering = asked.answering()
    clock.now = 111.0
    with anyio.fail_after(10), pytest.raises(DeadlineExceeded):
        await anext(answering.events())


async def test_what_is_already_here_is_never_too_late() -> None:
    clock = HandClock(100.0)
    model = ScriptedModel([HELLO, lambda: setattr(clock, "now", 300.0), (STOP,)])
    assert await Asked(model, patient(total=10.0), clock).all() == [HEL, ENDED]


async def test_a_rest_behind_the_finish_is_reported_but_the_answer_is_whole() -> None:
    asked = Asked(ScriptedModel([(*HELLO, STOP), anyio.Event()]), patient(between=TINY))
    assert await asked.all() == [HEL, ENDED]
    assert [type(error) for error in asked.reports] == [UpstreamTimeout]


async def test_a_slow_client_is_not_charged_to_the_upstream() -> None:
    texts: list[Arrival] = [(TextChunk("a"),), (TextChunk("b"),), (TextChunk("c"), STOP)]
    asked = Asked(ScriptedModel(texts), patient(first=TINY, between=TINY))
    told = []
    async for events in asked.events():
        told.append(events)
        await anyio.sleep(3 * TINY)
    assert told[-1] == ENDED
    assert asked.reports == []


# Who may end it.


async def test_a_stop_before_the_first_chunk_is_raised() -> None:
    asked = Asked(ScriptedModel([asked_to_stop := anyio.Event()]))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_stop_when_blocked, asked)
        with pytest.raises(ServiceStopping):
            await anext(asked.events())
    assert not asked_to_stop.is_set()
    assert asked.reports == []


async def _stop_when_blocked(asked: Asked) -> None:
    await anyio.wait_all_tasks_blocked()
    asked.stop.request()


async def test_a_stop_after_the_first_chunk_is_told() -> None:
    asked = Asked(ScriptedModel([HELLO, anyio.Event()]))
    async with aclosing(asked.events()) as events:
        assert await anext(events) == HEL
        asked.stop.request()
        assert await anext(events) == failed(ServiceStopping())
    assert [type(error) for error in asked.reports] == [ServiceStopping]


@pytest.mark.parametrize("arrivals", [[HELLO], [(*HELLO, STOP)]], ids=["in the middle", "at the end"])
async def test_closing_the_events_closes_the_model(arrivals: list[Arrival]) -> None:
    model = ScriptedModel([*arrivals, anyio.Event()])
    asked = Asked(model)
    events = asked.events()
    await anext(events)
    assert not model.closed.is_set()
    await events.aclose()
    assert model.closed.is_set()
    assert asked.reports == []


@pytest.mark.parametrize("arrivals", [[], [HELLO]], ids=["before the first chunk", "in the middle"])
async def test_cancelling_who_waits_closes_the_model(arrivals: list[Arrival]) -> None:
    model = ScriptedModel([*arrivals, anyio.Event()])
    asked = Asked(model)
    told: list[tuple[Event, ...]] = []

    async def listen() -> None:
        async for events in asked.events():
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


class Reluctant:
    """A model whose connection takes a moment to close."""

    def __init__(self) -> None:
        self.closed = False

    async def stream(self, request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        try:
            yield HELLO
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.sleep(TINY)
            self.closed = True


async def test_a_model_that_gave_up_has_its_connection_closed_to_the_end() -> None:
    model = Reluctant()
    assert await Asked(model, patient(between=TINY)).all() == [HEL, failed(UpstreamTimeout())]
    assert model.closed


# Stopped on purpose, or broken outside.

RESET = UpstreamReset()
GIVEN_UP = ToolInputError("c", "f", "{", INTERRUPTED)
NEXT = StepStart("msg-1")
"""An empty step behind a call that was given up keeps clients from asking again by themselves."""

LAST: dict[str, tuple[Sequence[Arrival], tuple[Event, ...], tuple[Event, ...]]] = {
    "before anything": ([], (OPENED[0], Abort(Usage())), (OPENED[0], Failure(RESET.code, RESET.message))),
    "in a text": ([HELLO], (TextEnd("txt-0"), StepEnd("unknown", Usage()), Abort(Usage())), failed(RESET)),
    "in a call": (
        [(ToolCallChunk(0, "c", "f", "{"), UsageChunk(Usage(3, 4)))],
        (GIVEN_UP, StepEnd("unknown", Usage(3, 4)), NEXT, StepEnd("unknown", Usage()), Abort(Usage(3, 4))),
        (
            GIVEN_UP,
            StepEnd("error", Usage(3, 4)),
            NEXT,
            StepEnd("error", Usage()),
            Failure(RESET.code, RESET.message),
        ),
    ),
    "when it was whole": ([(*HELLO, STOP)], (), ()),
}
"""What the model says until nobody asks any more; the last events of an abort, and of a failure."""


@pytest.mark.parametrize("way", ["abort", "fail"])
@pytest.mark.parametrize(("arrivals", "aborted", "broken"), LAST.values(), ids=LAST)
async def test_an_answer_that_nobody_listens_to_any_more_can_still_be_ended(
    arrivals: Sequence[Arrival], aborted: tuple[Event, ...], broken: tuple[Event, ...], way: str
) -> None:
    waits: list[Arrival] = [] if arrivals and arrivals[0] == (*HELLO, STOP) else [anyio.Event()]
    model = ScriptedModel([*arrivals, *waits])
    asked = Asked(model)
    answering = asked.answering()

    async def listen() -> None:
        async with aclosing(answering.events()) as told:
            async for _ in told:
                pass

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()
    assert model.closed.is_set()
    end: Callable[[], tuple[Event, ...]] = answering.abort if way == "abort" else lambda: answering.fail(RESET)
    assert end() == (aborted if way == "abort" else broken)
    # There is one verdict, whatever is asked for.
    assert answering.abort() == answering.fail(InternalError()) == ()
    # Who ends it knows why.
    assert asked.reports == []
