import functools
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import anyio
import anyio.from_thread
import anyio.lowlevel
import anyio.to_thread
import pytest

from service import tool_function
from service.tool_function import perform

pytestmark = pytest.mark.anyio


async def performed(call: Callable[[], object]) -> tuple[list[object], object]:
    """Return what was shown, and the result."""
    shown: list[object] = []

    async def show(value: object) -> None:
        await anyio.lowlevel.checkpoint()
        shown.append(value)

    return shown, await perform(call, show)


def sync() -> int:
    return 1


async def async_() -> int:
    return 1


def generator() -> Iterator[int]:
    yield 1
    yield 2


async def async_generator() -> AsyncIterator[int]:
    yield 1
    yield 2


def empty() -> Iterator[int]:
    yield from ()


async def async_empty() -> AsyncIterator[int]:
    nothing: tuple[int, ...] = ()
    for value in nothing:
        yield value


def decorated(function: Callable[[], object]) -> Callable[[], object]:
    @functools.wraps(function)
    def wrapper() -> object:
        return function()

    return wrapper


def around() -> Awaitable[int]:
    return async_()


KINDS: dict[str, tuple[Callable[[], object], list[object], object]] = {
    "sync": (sync, [], 1),
    "async": (async_, [], 1),
    "partial": (functools.partial(async_), [], 1),
    "generator": (generator, [1, 2], 2),
    "async generator": (async_generator, [1, 2], 2),
    "generator of nothing": (empty, [], None),
    "async generator of nothing": (async_empty, [], None),
    "sync around async": (around, [], 1),
    "sync around async generator": (decorated(async_generator), [1, 2], 2),
}


@pytest.mark.parametrize(("call", "shown", "result"), KINDS.values(), ids=KINDS)
async def test_a_function_of_any_kind_is_called_to_its_end(
    call: Callable[[], object], shown: list[object], result: object
) -> None:
    assert await performed(call) == (shown, result)


async def test_what_is_sync_runs_in_a_thread_and_what_is_async_in_the_loop() -> None:
    def here() -> bool:
        return threading.current_thread() is threading.main_thread()

    async def there() -> bool:
        return here()

    def each() -> Iterator[bool]:
        yield here()

    assert [(await performed(call))[1] for call in (here, there, each)] == [False, True, False]


async def test_what_a_function_raises_passes() -> None:
    def fail() -> None:
        raise KeyError

    def fail_later() -> Iterator[int]:
        yield 1
        raise KeyError

    async def fail_async() -> AsyncIterator[int]:
        yield 1
        raise KeyError

    for call in (fail, fail_later, fail_async):
        with pytest.raises(KeyError):
            await performed(call)


class Cleaned:
    """Generators that say when they are closed."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self.go = threading.Event()

    def sync(self) -> Iterator[int]:
        try:
            yield 1
            self.go.wait(5)
            yield 2
        finally:
            self.closed.set()

    async def async_(self) -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await anyio.sleep(0.001)
            self.closed.set()


async def hold(_value: object) -> None:
    await anyio.sleep_forever()


async def test_a_cancelled_generator_is_closed_and_may_take_a_while() -> None:
    cleaned = Cleaned()
    with anyio.move_on_after(0.01):
        await perform(cleaned.async_, hold)
    assert cleaned.closed.is_set()


async def test_a_cancelled_generator_may_not_take_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    async def stubborn() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await anyio.sleep_forever()

    monkeypatch.setattr(tool_function, "_CLOSE_SECONDS", 0.01)
    with anyio.fail_after(5):
        with anyio.move_on_after(0.01):
            await perform(stubborn, hold)


async def test_a_generator_in_a_thread_is_closed_where_it_waits_to_be_heard() -> None:
    cleaned = Cleaned()
    with anyio.move_on_after(0.01):
        await perform(cleaned.sync, hold)
    assert await anyio.to_thread.run_sync(cleaned.closed.wait, 5)


async def test_a_generator_that_was_left_alone_in_its_thread_ends_when_nobody_hears_it() -> None:
    cleaned = Cleaned()
    over = False

    async def show(_value: object) -> None:
        if over:
            raise anyio.BrokenResourceError

    with anyio.move_on_after(0.01):
        await perform(cleaned.sync, show)
    over = True
    cleaned.go.set()
    assert await anyio.to_thread.run_sync(cleaned.closed.wait, 5)


async def test_a_sync_function_may_ask_the_loop() -> None:
    def ask() -> object:
        return anyio.from_thread.run(async_)

    assert await performed(ask) == ([], 1)
