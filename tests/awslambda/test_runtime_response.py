"""The connection to a Runtime API that reads, refuses, stalls and goes away, over a real socket."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import anyio
import anyio.to_thread
import pytest

from service.awslambda import ResponseStream, StreamClosed
from service.awslambda.runtime_response import RuntimeResponse
from service.awslambda.wire import Address
from tests.awslambda.runtime_api import Conduct, RuntimeApi

MUCH = b"x" * (1 << 20)

PIECES = 16
"""So many of them are more than the kernel keeps for a reader who does not read."""


@contextmanager
def posting(*conduct: Conduct) -> Iterator[tuple[RuntimeApi, RuntimeResponse, ResponseStream]]:
    with RuntimeApi(conduct=conduct or (Conduct(),)) as api:
        response = RuntimeResponse(Address.parse(api.address), "id", None)
        try:
            yield api, response, ResponseStream(response)
        finally:
            response.close()


def write_on(stream: ResponseStream) -> None:
    while True:
        stream.write(MUCH)


async def write_on_async(stream: ResponseStream) -> None:
    while True:
        await stream.write_async(MUCH)


def answered(response: RuntimeResponse) -> None:
    while response.status is None:
        time.sleep(0.001)


def written(api: RuntimeApi, number: int) -> Callable[[], bool]:
    """Return whether so many chunks have arrived."""
    return lambda: bool(api.posted) and len(api.posted[0].chunks) == number


def test_no_connection_is_made_before_the_first_byte() -> None:
    with posting() as (api, response, stream):
        stream.write("")
        response.start("text/plain", None)
        response.close()
    assert api.connections == []


def test_what_is_written_has_arrived_before_the_next_is_written() -> None:
    with posting() as (api, response, stream):
        for number in range(1, 4):
            stream.write(str(number))
            api.until(written(api, number))
        stream.end()
        assert response.settle() == 202
    assert (api.posted[0].chunks, api.posted[0].whole) == ([b"1", b"2", b"3"], True)


def test_the_connection_is_closed_once_the_answer_is_here_and_every_response_has_its_own() -> None:
    with posting() as (api, response, stream):
        stream.end("a")
        assert response.settle() == 202
        api.until(lambda: api.connections[0].closed)
        assert response.settle() == 202, "asking again is no harm"
        again = RuntimeResponse(Address.parse(api.address), "id", None)
        ResponseStream(again).end("b")
        assert again.settle() == 202
        assert len(api.connections) == 2


@pytest.mark.parametrize("status", [200, 202, 400, 403, 410, 413, 500])
def test_the_answers_status_is_told(status: int) -> None:
    with posting(Conduct(status=status)) as (_, response, stream):
        stream.end("a")
        assert response.settle() == status


def test_an_informational_answer_is_none() -> None:
    said = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n"
    with posting(Conduct(said=said)) as (api, response, stream):
        stream.write("a")
        api.until(lambda: bool(api.posted) and api.posted[0].chunks == [b"a"])
        assert response.status is None
        stream.end("b")
        assert response.settle() == 202
    assert api.posted[0].body == b"ab"


def test_an_early_success_is_no_reason_to_stop() -> None:
    with posting(Conduct(status=200, early=True)) as (api, response, stream):
        stream.write("a")
        api.until(lambda: bool(api.posted) and bool(api.posted[0].chunks))
        for _ in range(PIECES):
            stream.write(MUCH)
        assert response.status == 200
        stream.end("b")
        assert response.settle() == 200
        api.until(lambda: api.posted[0].whole)
        assert len(api.posted[0].body) == PIECES * len(MUCH) + 2


@pytest.mark.parametrize("status", [400, 410, 413])
def test_an_early_refusal_closes_the_stream(status: int) -> None:
    with posting(Conduct(status=status, early=True)) as (_, response, stream):
        with pytest.raises(StreamClosed, match=f"status {status}"):
            write_on(stream)
        assert stream.closed
        assert response.settle() == status
        with pytest.raises(StreamClosed):
            stream.write("b")


@pytest.mark.parametrize("then", ["close", "reset"])
def test_a_runtime_api_that_goes_away_closes_the_stream(then: str) -> None:
    with posting(Conduct(status=0, then="close" if then == "close" else "reset")) as (_, response, stream):
        with pytest.raises(StreamClosed):
            write_on(stream)
        assert stream.closed
        assert response.settle() is None


def test_a_runtime_api_that_goes_away_without_an_answer_has_none() -> None:
    with posting(Conduct(status=0)) as (_, response, stream):
        stream.end("a")
        assert response.settle() is None


def test_where_no_runtime_api_is_the_stream_is_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    response = RuntimeResponse(Address(host="127.0.0.1", port=port), "id", None)
    stream = ResponseStream(response)
    for _ in range(2):
        with pytest.raises(StreamClosed):
            stream.write("a")
    with pytest.raises(StreamClosed, match="is closed"):
        response.send(b"a")
    assert response.settle() is None


def test_a_connection_that_breaks_while_it_is_written_to_closes_the_stream() -> None:
    # Of one who never says a word.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        response = RuntimeResponse(Address(host="127.0.0.1", port=listener.getsockname()[1]), "id", None)
        stream = ResponseStream(response)
        stream.write("a")
        response._connect().shutdown(socket.SHUT_WR)
        with pytest.raises(StreamClosed, match="broke"):
            stream.write("b")
        assert response.settle() is None


def test_trailers_are_read_by_another_http_implementation() -> None:
    with posting() as (api, response, stream):
        stream.write("a")
        stream.fail("ValueError", "{}")
        assert response.settle() == 202
    assert api.posted[0].trailers == {
        "lambda-runtime-function-error-type": "ValueError",
        "lambda-runtime-function-error-body": "e30=",
    }


# Backpressure.


def test_a_write_blocks_until_the_kernel_takes_it() -> None:
    with posting(Conduct(then="stop")) as (api, response, stream):
        written: list[int] = []

        def write() -> None:
            for number in range(PIECES):
                stream.write(MUCH)
                written.append(number)
            stream.end()

        thread = threading.Thread(target=write)
        thread.start()
        api.until(lambda: bool(api.posted))
        # As long as nobody reads, the kernel has room for some of it and never for all.
        thread.join(timeout=0.2)
        assert thread.is_alive()
        assert len(written) < PIECES
        api.reads.set()
        thread.join()
        assert response.settle() == 202
    assert api.posted[0].body == PIECES * MUCH


@pytest.mark.anyio
async def test_an_async_write_waits_while_the_event_loop_goes_on() -> None:
    with posting(Conduct(then="stop")) as (api, response, stream):
        written = 0

        async def write() -> None:
            nonlocal written
            for _ in range(PIECES):
                await stream.write_async(MUCH)
                written += 1

        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(write)
                tasks.start_soon(stream.write_async, b"second")
                await anyio.wait_all_tasks_blocked()
                assert written < PIECES
                api.reads.set()
        stream.end()
        assert await anyio.to_thread.run_sync(response.settle) == 202
    body = api.posted[0].body
    assert len(body) == PIECES * len(MUCH) + 6
    assert body.replace(b"second", b"") == PIECES * MUCH


@pytest.mark.anyio
async def test_an_async_end_waits_while_the_event_loop_goes_on() -> None:
    with posting(Conduct(then="stop")) as (api, response, stream):
        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(stream.end_async, PIECES * MUCH)
                await anyio.wait_all_tasks_blocked()
                assert stream.closed
                assert not api.posted[0].whole
                api.reads.set()
        await stream.end_async()
        assert await anyio.to_thread.run_sync(response.settle) == 202
    assert api.posted[0].body == PIECES * MUCH


@pytest.mark.anyio
async def test_a_refusal_ends_the_wait_of_one_who_writes_though_nobody_reads() -> None:
    with posting(Conduct(then="stop")) as (api, response, stream):
        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:

                async def write() -> None:
                    with pytest.raises(StreamClosed):
                        await write_on_async(stream)

                tasks.start_soon(write)
                tasks.start_soon(write)
                await anyio.to_thread.run_sync(api.until, lambda: bool(api.posted))
                await anyio.wait_all_tasks_blocked()
                api.refuse()
        assert response.settle() == 413


def test_a_refusal_ends_the_wait_of_a_thread_too() -> None:
    with posting(Conduct(then="stop")) as (api, response, stream):

        def write() -> None:
            with pytest.raises(StreamClosed):
                write_on(stream)
            refused.set()

        refused = threading.Event()
        thread = threading.Thread(target=write)
        thread.start()
        api.until(lambda: bool(api.posted))
        assert not refused.is_set()
        api.refuse()
        thread.join()
        assert response.settle() == 413


@pytest.mark.anyio
async def test_a_write_that_is_cancelled_leaves_the_others_whole() -> None:
    with posting(Conduct(then="stop")) as (api, response, stream):
        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:

                async def fill() -> None:
                    with anyio.CancelScope() as filling:
                        scopes.append(filling)
                        for _ in range(PIECES):
                            await stream.write_async(MUCH)

                scopes: list[anyio.CancelScope] = []
                tasks.start_soon(fill)
                await anyio.wait_all_tasks_blocked()
                scopes[0].cancel()
                await anyio.wait_all_tasks_blocked()
                tasks.start_soon(stream.write_async, b"last")
                await anyio.wait_all_tasks_blocked()
                api.reads.set()
        stream.end()
        assert await anyio.to_thread.run_sync(response.settle) == 202
    body = api.posted[0].body
    assert body.endswith(b"last")
    assert (len(body) - 4) % len(MUCH) == 0, "a write leaves as a whole or not at all"


@pytest.mark.anyio
async def test_a_thread_and_a_task_write_at_once_and_nothing_is_lost() -> None:
    with posting(Conduct(then="stop")) as (api, response, stream):

        def write() -> None:
            for _ in range(PIECES):
                stream.write(b"t" * len(MUCH))

        async def write_async() -> None:
            for _ in range(PIECES):
                await stream.write_async(b"a" * len(MUCH))

        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(write_async)
                tasks.start_soon(anyio.to_thread.run_sync, write)
                await anyio.wait_all_tasks_blocked()
                api.reads.set()
        stream.end()
        assert await anyio.to_thread.run_sync(response.settle) == 202
    chunks = api.posted[0].chunks
    assert sorted(chunk[:1] for chunk in chunks) == [b"a"] * PIECES + [b"t"] * PIECES
    assert all(chunk == chunk[:1] * len(MUCH) for chunk in chunks)


# Waiting for the other side to go.


@pytest.mark.anyio
@pytest.mark.parametrize("how", ["refuses", "goes away"])
async def test_one_who_waits_hears_that_the_runtime_api_takes_no_more(how: str) -> None:
    with posting(Conduct(status=0, then="stop")) as (api, response, stream):
        stream.write("a")
        await anyio.to_thread.run_sync(api.until, lambda: bool(api.posted))
        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(stream.wait_closed)
                tasks.start_soon(stream.wait_closed)
                await anyio.wait_all_tasks_blocked()
                if how == "refuses":
                    api.refuse()
                else:
                    api._sockets[0].shutdown(socket.SHUT_RDWR)
            # And who asks later hears it at once.
            await stream.wait_closed()
        with pytest.raises(StreamClosed):
            await stream.write_async("b")
        assert response.settle() == (413 if how == "refuses" else None)


@pytest.mark.anyio
async def test_one_who_waits_hears_nothing_of_a_success() -> None:
    with posting(Conduct(status=200, early=True)) as (_, response, stream):
        await stream.write_async("a")
        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(stream.wait_closed)
                # Heard by who waits, without a write.
                await anyio.to_thread.run_sync(answered, response)
                await stream.write_async("b")
                tasks.cancel_scope.cancel()
        stream.end()
        assert response.settle() == 200
