import math
from collections.abc import AsyncGenerator, Callable

import anyio
import anyio.lowlevel
import pytest

from service.errors import DeadlineExceeded, InternalError, ServiceError, ServiceStopping
from service.stop import Stop
from service.upstream_errors import UpstreamReset, UpstreamTimeout
from service.waiting import Waiting, Waits

pytestmark = pytest.mark.anyio

TINY, AMPLE, ENDLESS = 0.01, 600.0, math.inf
Source = AsyncGenerator[int, None]


def waiting(*, left: float = AMPLE, stop: Stop | None = None) -> Waiting:
    """Return the waits of an answer that has so many seconds left, by a clock that stands still."""
    return Waiting(clock=lambda: 0.0, deadline=left, stop=stop or Stop())


class Upstream:
    """Says 1, and then nothing until it is closed."""

    def __init__(self) -> None:
        self.gone = False

    async def stream(self) -> Source:
        try:
            yield 1
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.lowlevel.checkpoint()
            self.gone = True


async def failing(error: BaseException) -> Source:
    yield 1
    raise error


async def counting() -> Source:
    for number in range(3):
        await anyio.lowlevel.checkpoint()
        yield number


async def test_what_comes_is_returned_until_the_end() -> None:
    source = counting()
    assert [await waiting().next(source, patience) for patience in (ENDLESS, 1.0, ENDLESS, 1.0, ENDLESS)] == [
        0,
        1,
        2,
        None,
        None,
    ]


PATIENCE: dict[str, tuple[float, float, type[ServiceError]]] = {
    "for the next": (TINY, AMPLE, UpstreamTimeout),
    "for the whole, with patience": (AMPLE, TINY, DeadlineExceeded),
    "for the whole": (ENDLESS, TINY, DeadlineExceeded),
    "for both": (TINY, TINY, DeadlineExceeded),
    "overdue": (AMPLE, -1.0, DeadlineExceeded),
    "overdue, without patience": (ENDLESS, -1.0, DeadlineExceeded),
    "no patience": (0.0, AMPLE, UpstreamTimeout),
}


@pytest.mark.parametrize(("patience", "left", "kind"), PATIENCE.values(), ids=PATIENCE)
async def test_it_is_waited_for_only_so_long(patience: float, left: float, kind: type[ServiceError]) -> None:
    upstream = Upstream()
    source = upstream.stream()
    # What is here is never too late.
    assert await waiting(left=left).next(source, patience) == 1
    with anyio.fail_after(10), pytest.raises(ServiceError) as caught:
        await waiting(left=left).next(source, patience)
    assert type(caught.value) is kind
    assert upstream.gone


async def test_a_wait_may_be_shorter_than_the_answers_without_being_in_vain() -> None:
    async def late() -> Source:
        await anyio.sleep(3 * TINY)
        yield 1

    assert await waiting().next(late()) == 1
    assert await waiting().next(late(), AMPLE) == 1


async def test_a_stop_ends_the_waits_that_run() -> None:
    stop, kinds = Stop(), list[type[ServiceError]]()

    async def wait(patience: float) -> None:
        source = Upstream().stream()
        waits = waiting(stop=stop)
        with waits:
            assert await waits.next(source, patience) == 1
            with pytest.raises(ServiceError) as caught:
                await waits.next(source, patience)
        kinds.append(type(caught.value))

    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(wait, ENDLESS)
            tasks.start_soon(wait, AMPLE)
            await anyio.wait_all_tasks_blocked()
            assert kinds == []
            stop.request()
    assert kinds == [ServiceStopping, ServiceStopping]


async def test_a_stop_ends_the_waits_that_begin_unless_it_is_already_here() -> None:
    stop = Stop()
    stop.request()
    source = Upstream().stream()
    assert await waiting(stop=stop).next(source) == 1
    with anyio.fail_after(10), pytest.raises(ServiceStopping):
        await waiting(stop=stop).next(source)


async def test_a_stop_is_told_even_if_the_time_is_up_too() -> None:
    stop = Stop()
    stop.request()
    source = Upstream().stream()
    await anext(source)
    with pytest.raises(ServiceStopping):
        await waiting(stop=stop, left=-1.0).next(source)


@pytest.mark.parametrize("behave", ["says", "ends", "fails", "breaks", "dawdles"])
async def test_nothing_is_left_of_waits_that_are_over(behave: str) -> None:
    async def source() -> Source:
        match behave:
            case "says":
                yield 1
            case "fails":
                raise UpstreamReset
            case "breaks":
                raise KeyError(behave)
            case "ends":
                return
            case _:
                await anyio.sleep_forever()

    stop = Stop()
    waits = waiting(stop=stop)
    with waits:
        try:
            await waits.next(source(), TINY)
        except ServiceError:
            assert behave not in {"says", "ends"}
        assert len(stop._waiting) == 1
    # Neither the stop nor a timer of the loop's knows it any more.
    assert stop._waiting == set()
    assert waits._alarm._timer is None


async def test_a_failure_is_raised_as_it_is() -> None:
    error = UpstreamReset(detail="why")
    source = failing(error)
    assert await waiting().next(source) == 1
    with pytest.raises(UpstreamReset) as caught:
        await waiting().next(source)
    assert caught.value is error


@pytest.mark.parametrize(
    "defect", [KeyError("sk-secret"), TimeoutError("sk-secret"), ExceptionGroup("sk-secret", [KeyError()])]
)
async def test_a_defect_becomes_an_internal_error_that_tells_nothing(defect: Exception) -> None:
    source = failing(defect)
    await anext(source)
    with pytest.raises(InternalError) as caught:
        await waiting().next(source)
    assert caught.value.__cause__ is defect
    assert (caught.value.message, caught.value.detail) == ("Internal server error", repr(defect))


async def test_who_is_cancelled_while_waiting_is_cancelled_and_the_source_with_him() -> None:
    upstream = Upstream()
    source = upstream.stream()
    await anext(source)
    with anyio.move_on_after(TINY) as scope:
        await waiting().next(source)
    assert scope.cancelled_caught
    assert upstream.gone


async def test_the_clock_says_how_much_time_is_left() -> None:
    readings = iter([100.0, 111.0])
    clock: Callable[[], float] = lambda: next(readings)  # noqa: E731 - it is a value here
    waits = Waiting(clock=clock, deadline=110.0, stop=Stop())
    source = Upstream().stream()
    assert await waits.next(source) == 1
    with anyio.fail_after(10), pytest.raises(DeadlineExceeded):
        await waits.next(source, AMPLE)


async def tell(source: Source, waits: Waits, *, behind: Exception | None = None) -> None:
    """Take what comes, slower than a wait may be, and fail behind it."""
    with waits:
        async for _ in source:
            waits.end()
            await anyio.sleep(3 * TINY)
            if behind is not None:
                raise behind
            waits.begin()


@pytest.mark.parametrize("error", [KeyError("ours"), UpstreamReset()], ids=["a defect", "a failure"])
async def test_between_two_waits_there_is_time_and_what_is_raised_passes_through(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        await tell(counting(), waiting().each(TINY), behind=error)
    assert caught.value is error


async def test_each_of_many_waits_has_its_time() -> None:
    upstream = Upstream()
    with anyio.fail_after(10), pytest.raises(UpstreamTimeout):
        await tell(upstream.stream(), waiting().each(TINY))
    assert upstream.gone


async def test_an_end_while_waiting_is_the_end() -> None:
    await tell(counting(), waiting().each(AMPLE))
