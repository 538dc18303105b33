"""Connections to a server that does what it likes."""

import asyncio
import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import anyio
import pytest

from service.providers.lean.address import Address
from service.providers.lean.connection import MAX_HEAD_BYTES, MAX_WAITING_BYTES, Connection
from service.providers.lean.pool import Pool
from service.providers.lean.question import Question
from service.upstream_errors import UpstreamReset, UpstreamTimeout, UpstreamUnreachable
from tests.providers.loopback import PROMPTLY, Act, Reply, Upstream, answer, kept_answer, refused_port, upstream

pytestmark = pytest.mark.anyio

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param}


def question_at(url: str) -> Question:
    address = Address(secure=False, host="127.0.0.1", port=int(url.rpartition(":")[2]))
    return Question(address=address, path="/v1/chat/completions", headers=(("accept", "*/*"),), body=b'{"a":1}')


@asynccontextmanager
async def pool(silence: float = 10) -> AsyncGenerator[Pool, None]:
    made = Pool(silence)
    yield made
    made.close()


async def body_of(connection: Connection) -> bytes:
    return b"".join([data async for data in connection])


async def fetch(asked: Pool, playing: Upstream) -> bytes:
    question = question_at(playing.url)
    connection = await asked.ask(question)
    body = await body_of(connection)
    asked.release(question.address, connection)
    return body


async def test_a_request_is_sent_whole() -> None:
    async with upstream([answer(b"Hello")]) as playing, pool() as asked:
        assert await fetch(asked, playing) == b"Hello"
    (request,) = playing.requests
    assert (request.line, request.body) == ("POST /v1/chat/completions HTTP/1.1", b'{"a":1}')
    assert request.headers == {
        "host": playing.url.removeprefix("http://"),
        "accept": "*/*",
        "accept-encoding": "identity",
        "content-length": "7",
        "content-type": "application/json",
        "user-agent": "tokenwire",
    }


async def test_a_connection_carries_one_request_after_the_other() -> None:
    async with upstream([kept_answer(b"Hello"), Act.KEEP]) as playing, pool() as asked:
        for _ in range(3):
            assert await fetch(asked, playing) == b"Hello"
        assert (len(playing.requests), playing.connections) == (3, 1)


async def test_two_at_the_same_time_have_a_connection_each() -> None:
    async with upstream([kept_answer(b"Hello"), Act.KEEP]) as playing, pool() as asked:
        question = question_at(playing.url)
        first, second = await asked.ask(question), await asked.ask(question)
        assert [await body_of(first), await body_of(second)] == [b"Hello", b"Hello"]
        asked.release(question.address, first)
        asked.release(question.address, second)
        assert playing.connections == 2


@pytest.mark.parametrize("end", [[], [Act.RESET]], ids=["closed", "reset"])
async def test_a_kept_connection_that_is_gone_is_replaced(end: list[Act]) -> None:
    """The second request arrives on the first connection, which then breaks without a word."""
    replies: list[Reply] = [[kept_answer(b"Hello"), Act.KEEP], end, [kept_answer(b"Again"), Act.KEEP]]
    async with upstream(*replies) as playing, pool() as asked:
        assert [await fetch(asked, playing), await fetch(asked, playing)] == [b"Hello", b"Again"]
    assert (len(playing.requests), playing.connections) == (3, 2)


async def test_a_kept_connection_that_closes_while_it_waits_is_not_asked() -> None:
    async with upstream([kept_answer(b"Hello")], [kept_answer(b"Again")]) as playing, pool() as asked:
        assert await fetch(asked, playing) == b"Hello"
        await asyncio.sleep(0.05)
        assert await fetch(asked, playing) == b"Again"
    assert len(playing.requests) == 2


async def test_a_connection_on_which_something_comes_unasked_is_not_asked() -> None:
    async with upstream([kept_answer(b"Hello"), b"HTTP/1.1 408 Late\r\n\r\n", Act.HOLD]) as playing, pool() as asked:
        assert await fetch(asked, playing) == b"Hello"
        await asyncio.sleep(0.05)
        assert await fetch(asked, playing) == b"Hello"
        assert playing.connections == 2


async def test_a_connection_that_waited_too_long_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.providers.lean.pool.IDLE_SECONDS", 0.0)
    async with upstream([kept_answer(b"Hello"), Act.KEEP]) as playing, pool() as asked:
        assert await fetch(asked, playing) == b"Hello"
        await asyncio.sleep(0.01)
        assert await fetch(asked, playing) == b"Hello"
        assert playing.connections == 2
        await playing.wait_until_left()


async def test_no_more_connections_are_kept_than_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.providers.lean.pool.MOST_IDLE", 0)
    async with upstream([kept_answer(b"Hello"), Act.KEEP]) as playing, pool() as asked:
        assert await fetch(asked, playing) == b"Hello"
        await playing.wait_until_left()


@pytest.mark.parametrize("end", [[], [Act.RESET]], ids=["closed", "reset"])
async def test_a_new_connection_that_breaks_is_not_replaced(end: list[Act]) -> None:
    async with upstream(end) as playing, pool() as asked:
        with pytest.raises(UpstreamReset):
            await asked.ask(question_at(playing.url))
    assert len(playing.requests) == 1


async def test_what_was_answered_in_part_is_not_sent_again() -> None:
    async with upstream([kept_answer(b"Hello"), Act.KEEP], [b"HTTP/1.1 20"]) as playing, pool() as asked:
        assert await fetch(asked, playing) == b"Hello"
        with pytest.raises(UpstreamReset):
            await asked.ask(question_at(playing.url))
    assert len(playing.requests) == 2


async def test_silence_on_a_kept_connection_is_a_timeout_and_no_reason_to_send_again() -> None:
    async with upstream([kept_answer(b"Hello"), Act.KEEP], [Act.HOLD]) as playing, pool(0.2) as asked:
        assert await fetch(asked, playing) == b"Hello"
        with pytest.raises(UpstreamTimeout, match="stopped responding") as caught:
            await asked.ask(question_at(playing.url))
        assert caught.value.detail == "nothing came for 0.2 seconds"
        await playing.wait_until_left()
    assert len(playing.requests) == 2


async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one letter at a time, each before the client gives up."""
    await reader.readuntil(b"}")
    writer.write(answer())
    for letter in b"Hello":
        await asyncio.sleep(0.15)
        writer.write(bytes([letter]))
    writer.close()


async def test_silence_is_counted_from_the_last_byte() -> None:
    server = await asyncio.start_server(trickle, "127.0.0.1", 0)
    async with server, pool(0.5) as asked:
        question = question_at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        connection = await asked.ask(question)
        assert await body_of(connection) == b"Hello"
        asked.release(question.address, connection)


async def test_silence_that_nobody_waits_through_is_none() -> None:
    async with upstream([HEAD, b"5\r\nHello\r\n", Act.HOLD]) as playing, pool(0.1) as asked:
        connection = await asked.ask(question_at(playing.url))
        await asyncio.sleep(0.3)
        assert await anext(connection) == b"Hello"
        with pytest.raises(UpstreamTimeout):
            await anext(connection)


async def test_an_endless_head_is_a_reset() -> None:
    endless = b"HTTP/1.1 200 OK\r\nx-a: " + b"a" * 4 * MAX_HEAD_BYTES
    async with upstream([endless, Act.HOLD]) as playing, pool() as asked:
        with pytest.raises(UpstreamReset) as caught:
            await asked.ask(question_at(playing.url))
        assert caught.value.detail == "an endless head"
        await playing.wait_until_left()


async def test_a_body_that_nobody_reads_waits_at_the_server() -> None:
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    sent = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"}")
        writer.write(HEAD)
        for _ in range(1000):
            writer.write(piece)
            await writer.drain()
            sent += 0x10000
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(flood, "127.0.0.1", 0)
    async with server, pool() as asked:
        question = question_at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        connection = await asked.ask(question)
        before = -1
        while sent != before:
            before = sent
            await asyncio.sleep(0.1)
        # What is not here lies in the sockets' buffers, a few MB, or was not sent.
        assert connection.reply.size <= MAX_WAITING_BYTES + 0x40000
        assert sent < 1000 * 0x10000
        assert len(await body_of(connection)) == 1000 * 0x10000
        asked.release(question.address, connection)


async def test_a_flood_can_be_cancelled() -> None:
    """anyio cancels a task that waits; in a flood every wait is over before it is looked at."""

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(answer())
        with suppress(ConnectionError):
            while True:
                writer.write(b"x" * 0x10000)
                await writer.drain()

    server = await asyncio.start_server(flood, "127.0.0.1", 0)
    async with server, pool() as asked:
        question = question_at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        connection = await asked.ask(question)

        async def read() -> None:
            async for _ in connection:
                pass

        with anyio.fail_after(30):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(read)
                await anyio.sleep(0.1)
                tasks.cancel_scope.cancel()
        connection.close()


async def test_what_arrived_is_read_before_the_failure() -> None:
    async with upstream([HEAD + b"5\r\nHello\r\n", Act.RESET]) as playing, pool() as asked:
        connection = await asked.ask(question_at(playing.url))
        await asyncio.sleep(0.05)
        assert await anext(connection) == b"Hello"
        for _ in range(2):
            with pytest.raises(UpstreamReset):
                await anext(connection)
        connection.close()


@pytest.mark.parametrize("end", [b"0\r\n\r\n", b"zzz\r\n"], ids=["whole", "garbled"])
async def test_who_is_cancelled_in_the_moment_of_the_end_leaves_nothing_unsaid(end: bytes) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    async with upstream([HEAD + b"5\r\nHello\r\n", Act.HOLD]) as playing, pool() as asked:
        connection = await asked.ask(question_at(playing.url))
        assert await anext(connection) == b"Hello"
        reading = asyncio.create_task(body_of(connection))
        await asyncio.sleep(0)
        connection.data_received(end)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        connection.close()
    del connection, reading
    gc.collect()
    await asyncio.sleep(0)
    assert complaints == []


async def test_bytes_that_are_none_of_the_body_wake_nobody() -> None:
    async with upstream([HEAD, Act.HOLD]) as playing, pool() as asked:
        connection = await asked.ask(question_at(playing.url))
        reading = asyncio.create_task(body_of(connection))
        await asyncio.sleep(0)
        for part in (b"5", b"\r\n", b"Hel", b"lo", b"\r\n", b"0\r\n", b"\r\n"):
            assert not reading.done()
            connection.data_received(part)
            await asyncio.sleep(0)
        assert await reading == b"Hello"
        connection.close()


async def test_garbage_in_mid_body_is_a_reset_that_closes_the_connection() -> None:
    async with upstream([HEAD + b"5\r\nHello\r\n", b"zzz\r\n", Act.HOLD]) as playing, pool() as asked:
        connection = await asked.ask(question_at(playing.url))
        assert await anext(connection) == b"Hello"
        with pytest.raises(UpstreamReset, match="lost") as caught:
            await anext(connection)
        assert caught.value.detail.startswith("not HTTP: ")
        await playing.wait_until_left()


async def test_a_body_cut_short_by_a_reset_is_not_whole_even_without_a_length() -> None:
    async with upstream([answer(b"Hello"), Act.RESET]) as playing, pool() as asked:
        connection = await asked.ask(question_at(playing.url))
        with pytest.raises(UpstreamReset):
            await body_of(connection)


async def test_cancelling_the_wait_for_the_head_closes_the_connection() -> None:
    async with upstream([Act.HOLD]) as playing, pool() as asked:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await asked.ask(question_at(playing.url))
        await playing.wait_until_left()


async def test_nobody_there_is_unreachable() -> None:
    async with pool() as asked:
        with pytest.raises(UpstreamUnreachable) as caught:
            await asked.ask(question_at(f"http://127.0.0.1:{refused_port()}"))
    assert "ConnectionRefusedError" in caught.value.detail


async def test_a_connection_that_does_not_open_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.sleep(PROMPTLY * 10)

    async with pool(0.1) as asked:
        monkeypatch.setattr(asked, "_connect", never)
        with pytest.raises(UpstreamTimeout) as caught:
            await asked.ask(question_at("http://127.0.0.1:1"))
    assert caught.value.detail == "no connection to 127.0.0.1:1 for 0.1 seconds"


async def test_a_connection_that_is_closed_before_it_is_asked_is_a_reset() -> None:
    async with upstream([answer()]) as playing, pool() as asked:
        connection = await asked._connect(question_at(playing.url).address, "127.0.0.1")
        connection.eof_received()
        connection.ask(b"POST")
        with pytest.raises(UpstreamReset) as caught:
            await connection.head()
    assert caught.value.detail == "the connection was closed as soon as it was open"
