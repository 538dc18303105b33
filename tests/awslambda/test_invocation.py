import asyncio
import functools
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, cast

import pytest

from service.awslambda import (
    DeadlineExceeded,
    HttpResponseStream,
    InvalidStreamingOperation,
    ResponseStream,
    StreamClosed,
)
from service.awslambda.invocation import Handler
from tests.awslambda.transports import LATE_JSON, Clock, Kept, kept

pytestmark = pytest.mark.usefixtures("the_loop")

LOGGER = "tokenwire.awslambda"
LATE_PART = b'2:[{"type":"error","code":"deadline_exceeded"}]\n3:"The answer took too long"\n'
BROKEN_PART = b'2:[{"type":"error","code":"internal_error"}]\n3:"Internal server error"\n'

Any3 = Callable[..., Any]


def answer(function: Any3, context: object = None) -> Kept:
    transport, stream = kept()
    Handler(function).answer("event", stream, context)
    return transport


def data_stream(stream: ResponseStream) -> ResponseStream:
    return HttpResponseStream.from_(stream, {"headers": {"x-vercel-ai-data-stream": "v1"}})


# Every shape. Each writes "event" and "b".


def function(event: str, stream: ResponseStream, _context: object) -> None:
    stream.write(event)
    stream.write("b")


async def async_function(event: str, stream: ResponseStream, _context: object) -> None:
    await stream.write_async(event)
    await asyncio.sleep(0)
    await stream.write_async("b")


def generator(event: str, _context: object) -> Iterator[str]:
    yield event
    yield "b"


def generator_with_default(event: str, _context: object, more: str = "b") -> Iterator[str]:
    yield event
    yield more


async def async_generator_with_default(event: str, _context: object, more: str = "b") -> AsyncIterator[str]:
    yield event
    yield more


def generator_with_stream(event: str, stream: ResponseStream, _context: object) -> Iterator[str]:
    stream.write(event)
    yield "b"


async def async_generator(event: str, _context: object) -> AsyncIterator[str]:
    yield event
    await asyncio.sleep(0)
    yield "b"


async def async_generator_with_stream(event: str, stream: ResponseStream, _context: object) -> AsyncIterator[str]:
    await stream.write_async(event)
    yield "b"


def anything(*arguments: object) -> None:
    shape: Any3 = function
    shape(*arguments)


def returns_a_coroutine(event: str, stream: ResponseStream, context: object) -> Awaitable[None]:
    return async_function(event, stream, context)


def returns_a_generator(event: str, context: object) -> Iterator[str]:
    return generator(event, context)


def returns_an_async_generator(event: str, context: object) -> AsyncIterator[str]:
    return async_generator(event, context)


@functools.wraps(generator)
def decorated(*arguments: object) -> Iterator[str]:
    shape: Any3 = generator
    return cast("Iterator[str]", shape(*arguments))


class Callables:
    def __call__(self, event: str, stream: ResponseStream, context: object) -> None:
        function(event, stream, context)

    def method(self, event: str, stream: ResponseStream, context: object) -> None:
        function(event, stream, context)

    async def async_method(self, event: str, stream: ResponseStream, context: object) -> None:
        await async_function(event, stream, context)

    async def async_generator_method(self, event: str, _context: object) -> AsyncIterator[str]:
        async for part in async_generator(event, _context):
            yield part


class AsyncCallable:
    async def __call__(self, event: str, stream: ResponseStream, context: object) -> None:
        await async_function(event, stream, context)


def with_more(more: str, event: str, stream: ResponseStream, context: object) -> None:
    function(event, stream, context)


async def async_with_more(more: str, event: str, stream: ResponseStream, context: object) -> None:
    await async_function(event, stream, context)


SHAPES: dict[str, Any3] = {
    "function": function,
    "async function": async_function,
    "generator": generator,
    "generator with a default": generator_with_default,
    "async generator with a default": async_generator_with_default,
    "generator with stream": generator_with_stream,
    "async generator": async_generator,
    "async generator with stream": async_generator_with_stream,
    "*args": anything,
    "function that returns a coroutine": returns_a_coroutine,
    "function that returns a generator": returns_a_generator,
    "function that returns an async generator": returns_an_async_generator,
    "decorated": decorated,
    "callable": Callables(),
    "method": Callables().method,
    "async method": Callables().async_method,
    "async generator method": Callables().async_generator_method,
    "async callable": AsyncCallable(),
    "partial": functools.partial(with_more, "more"),
    "async partial": functools.partial(async_with_more, "more"),
    "lambda": lambda event, stream, _context: stream.write(event) or stream.write("b"),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("context", [None, Clock(600)], ids=["no deadline", "far deadline"])
def test_a_handler_of_any_shape_streams_and_its_return_is_the_end(shape: Any3, context: object) -> None:
    transport = answer(shape, context)
    assert transport.parts == [b"event", b"b"]
    assert transport.names[-1] == "finish"


def test_the_context_is_handed_on_as_it_is() -> None:
    context = Clock(600)
    seen: list[object] = []
    answer(lambda event, stream, context: seen.append(context), context)
    answer(lambda event, context: seen.append(context), context)
    assert seen == [context, context]


def test_a_handler_may_end_the_stream_itself() -> None:
    assert answer(lambda event, stream, context: stream.end("a")).names == ["start", "send", "finish"]


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("value", ["text", {"statusCode": 200}, 0])
def test_a_return_value_is_ignored_with_a_warning(
    value: object, *, is_async: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def returns_async(_event: object, _stream: object, _context: object) -> object:
        return value

    transport = answer(returns_async if is_async else lambda event, stream, context: value)
    assert transport.parts == []
    assert [record.message for record in caplog.records] == [
        "a streaming handler's return value is ignored: write it to the stream"
    ]


# What goes wrong.


def failing(error: BaseException, *, begun: bool) -> list[Any3]:
    """Return handlers of every kind that raise this error."""

    def sync(_event: object, stream: ResponseStream, _context: object) -> None:
        data_stream(stream).write('0:"a"\n' if begun else "")
        raise error

    async def coroutine(event: object, stream: ResponseStream, context: object) -> None:
        await asyncio.sleep(0)
        sync(event, stream, context)

    def generated(event: object, stream: ResponseStream, context: object) -> Iterator[str]:
        yield ""
        sync(event, stream, context)

    async def generated_async(event: object, stream: ResponseStream, context: object) -> AsyncIterator[str]:
        yield ""
        sync(event, stream, context)

    return [sync, coroutine, generated, generated_async]


KINDS = ["function", "async function", "generator", "async generator"]


@pytest.mark.parametrize("kind", range(4), ids=KINDS)
@pytest.mark.parametrize("context", [None, Clock(600)], ids=["no deadline", "far deadline"])
@pytest.mark.parametrize("error", [ValueError("no"), TimeoutError("mine"), DeadlineExceeded("mine"), OSError("mine")])
def test_an_error_before_the_first_byte_leaves_the_stream_untouched(
    error: Exception, context: object, kind: int
) -> None:
    transport, stream = kept()
    with pytest.raises(type(error)) as caught:
        Handler(failing(error, begun=False)[kind]).answer({}, stream, context)
    assert caught.value is error
    assert transport.happened == []
    assert not stream.started


@pytest.mark.parametrize("kind", range(4), ids=KINDS)
@pytest.mark.parametrize(
    ("error", "told"),
    [(ValueError("no"), BROKEN_PART), (TimeoutError("mine"), BROKEN_PART), (DeadlineExceeded("mine"), LATE_PART)],
    ids=["any", "a timeout of its own", "a deadline"],
)
def test_an_error_behind_the_first_byte_is_told_in_the_stream_and_left_to_be_reported(
    error: Exception, told: bytes, kind: int
) -> None:
    transport, stream = kept()
    with pytest.raises(type(error)) as caught:
        Handler(failing(error, begun=True)[kind]).answer({}, stream, Clock(600))
    assert caught.value is error
    assert transport.parts == [b'0:"a"\n', told]
    assert not stream.closed, "whoever called says it in the trailers"


@pytest.mark.parametrize("kind", range(4), ids=KINDS)
def test_that_nobody_listens_is_not_the_handlers_failure(kind: int, caplog: pytest.LogCaptureFixture) -> None:
    transport, stream = kept()
    Handler(failing(StreamClosed("gone"), begun=True)[kind]).answer({}, stream, None)
    assert transport.parts == [b'0:"a"\n']
    assert stream.closed
    assert [record.message for record in caplog.records] == ["the response was not taken to its end"]


def test_where_nobody_listens_the_error_is_raised_all_the_same() -> None:
    transport, stream = kept()

    def handler(_event: object, stream: ResponseStream, _context: object) -> None:
        data_stream(stream).write("a\n")
        transport.refuses = True
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Handler(handler).answer({}, stream, None)
    assert stream.closed


def test_a_stream_that_is_refused_at_its_end_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    transport, stream = kept()
    transport.refuses = True
    Handler(lambda event, stream, context: None).answer({}, stream, None)
    assert [record.message for record in caplog.records] == ["the response was not taken to its end"]


@pytest.mark.parametrize("is_async", [False, True])
def test_a_generator_whose_stream_nobody_takes_is_closed(*, is_async: bool) -> None:
    transport, stream = kept()
    closed: list[str] = []

    def generate(_event: object, _context: object) -> Iterator[str]:
        try:
            yield "a"
            transport.refuses = True
            yield "b"
        finally:
            closed.append("closed")

    async def generate_async(event: object, context: object) -> AsyncIterator[str]:
        try:
            yield "a"
            transport.refuses = True
            yield "b"
        finally:
            await asyncio.sleep(0)
            closed.append("closed")

    Handler(generate_async if is_async else generate).answer({}, stream, None)
    assert closed == ["closed"]


def test_waiting_for_what_was_cancelled_does_not_end_the_process() -> None:
    async def handler(_event: object, _stream: ResponseStream, _context: object) -> None:
        task = asyncio.ensure_future(asyncio.sleep(60))
        task.cancel()
        await task

    with pytest.raises(RuntimeError, match="cancelled") as caught:
        answer(handler)
    assert isinstance(caught.value.__cause__, asyncio.CancelledError)


def test_being_cancelled_oneself_is_left_as_it_is() -> None:
    async def handler(_event: object, _stream: ResponseStream, _context: object) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(60)

    with pytest.raises(asyncio.CancelledError):
        answer(handler)


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt()])
def test_an_exit_is_left_as_it_is(error: BaseException) -> None:
    transport, stream = kept()
    with pytest.raises(type(error)):
        Handler(failing(error, begun=True)[0]).answer({}, stream, None)
    assert transport.parts == [b'0:"a"\n']


# The deadline.


def test_an_async_handler_is_cancelled_and_may_clean_up() -> None:
    transport, stream = kept()
    cleaned: list[str] = []

    async def handler(_event: object, stream: ResponseStream, _context: object) -> None:
        await data_stream(stream).write_async('0:"a')
        try:
            await asyncio.sleep(600)
        finally:
            cleaned.append("cleaned")

    with pytest.raises(DeadlineExceeded, match="near") as caught:
        Handler(handler).answer({}, stream, Clock(0.05))
    assert cleaned == ["cleaned"]
    assert isinstance(caught.value, TimeoutError)
    assert transport.parts == [b'0:"a', b"\n" + LATE_PART]


def test_an_async_generator_is_closed_at_the_deadline() -> None:
    transport, stream = kept()
    closed: list[str] = []

    async def handler(_event: object, stream: ResponseStream, _context: object) -> AsyncIterator[str]:
        data_stream(stream)
        try:
            yield '0:"a"\n'
            await asyncio.sleep(600)
        finally:
            closed.append("closed")

    with pytest.raises(DeadlineExceeded):
        Handler(handler).answer({}, stream, Clock(0.05))
    assert closed == ["closed"]
    assert transport.parts == [b'0:"a"\n', LATE_PART]


def test_an_async_handler_that_has_sent_nothing_gets_no_error_part() -> None:
    transport, stream = kept()
    with pytest.raises(DeadlineExceeded):
        Handler(lambda event, stream, context: asyncio.sleep(600)).answer({}, stream, Clock(0.0))
    assert transport.happened == []


class Ended(Kept):
    """Lets a handler wait until its stream has been ended."""

    def __init__(self) -> None:
        super().__init__()
        self.failed = threading.Event()

    def fail(self, error_type: str, error: str) -> None:
        try:
            super().fail(error_type, error)
        finally:
            self.failed.set()


def test_a_sync_handlers_stream_is_ended_under_its_hands(caplog: pytest.LogCaptureFixture) -> None:
    transport = Ended()
    raised: list[BaseException] = []

    def handler(_event: object, stream: ResponseStream, _context: object) -> None:
        data_stream(stream).write('0:"a')
        assert transport.failed.wait(10)
        try:
            stream.write('bc"\n')
        except StreamClosed as error:
            raised.append(error)
            raise

    stream = ResponseStream(transport)
    Handler(handler).answer({}, stream, Clock(0.05))
    assert transport.parts == [b'0:"a', b"\n" + LATE_PART]
    assert transport.happened[-1] == ("fail", "DeadlineExceeded", LATE_JSON)
    assert len(raised) == 1
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_a_sync_generator_is_closed_at_its_next_value_behind_the_deadline() -> None:
    transport = Ended()
    closed: list[str] = []

    def handler(_event: object, stream: ResponseStream, _context: object) -> Iterator[str]:
        data_stream(stream)
        try:
            yield '0:"a"\n'
            assert transport.failed.wait(10)
            yield '0:"b"\n'
        finally:
            closed.append("closed")

    Handler(handler).answer({}, ResponseStream(transport), Clock(0.05))
    assert closed == ["closed"]
    assert transport.parts == [b'0:"a"\n', LATE_PART]


def test_a_sync_handler_that_has_sent_nothing_is_left_alone() -> None:
    transport, stream = kept()
    watched = threading.Event()

    class Watched(ResponseStream):
        @property
        def started(self) -> bool:
            if threading.current_thread() is not threading.main_thread():
                watched.set()
            return super().started

    stream = Watched(transport)

    def handler(_event: object, stream: ResponseStream, _context: object) -> None:
        assert watched.wait(10)
        stream.write("a")

    Handler(handler).answer({}, stream, Clock(0.0))
    assert transport.names == ["start", "send", "finish"]


def test_a_deadline_that_nobody_can_be_told_of_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    transport = Ended()

    def handler(_event: object, stream: ResponseStream, _context: object) -> None:
        stream.write("a")
        transport.refuses = True
        assert transport.failed.wait(10)

    with caplog.at_level(logging.WARNING, LOGGER):
        Handler(handler).answer({}, ResponseStream(transport), Clock(0.05))
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.join()
    assert "nobody takes the response any more" in [record.message for record in caplog.records]


def test_a_sync_handler_that_is_in_time_is_not_watched_any_more() -> None:
    before = set(threading.enumerate())
    answer(function, Clock(600))
    for thread in set(threading.enumerate()) - before:
        thread.join()


def test_a_write_behind_ones_own_end_is_the_handlers_error() -> None:
    transport, stream = kept()

    def handler(_event: object, stream: ResponseStream, _context: object) -> None:
        stream.end("a")
        stream.write("b")

    with pytest.raises(InvalidStreamingOperation):
        Handler(handler).answer({}, stream, None)
    assert transport.parts == [b"a"]
