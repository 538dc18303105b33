"""The laws of a transport that a well-behaved client and server do not come to."""

import asyncio

import httpcore
import pytest

from fakes.model.in_process.link import Link
from fakes.model.in_process.stream import InProcessStream
from fakes.model.in_process.wire import CAPACITY
from tests.fakes.model.raw_client import PATIENCE

pytestmark = pytest.mark.anyio


class Heard(asyncio.Protocol):
    """A protocol that writes down what it is told."""

    def __init__(self) -> None:
        self.news: list[object] = []

    def data_received(self, data: bytes) -> None:
        self.news.append(data)

    def eof_received(self) -> None:
        self.news.append("eof")

    def pause_writing(self) -> None:
        self.news.append("pause")

    def resume_writing(self) -> None:
        self.news.append("resume")

    def connection_lost(self, exc: Exception | None) -> None:
        self.news.append(("lost", exc))


LOST = ("lost", None)


async def rounds() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_a_close_sends_what_waits_and_is_over_only_then() -> None:
    heard = Heard()
    link = Link(heard)
    link.write(b"x" * (CAPACITY + 1500))
    link.write(b"y")
    link.close()
    link.close()
    link.write(b"too late")
    await rounds()
    assert (heard.news, link.is_closing(), link.get_write_buffer_size()) == (["pause"], True, 1501)

    stream = InProcessStream(link)
    read = await stream.read(1000)
    await rounds()
    assert (len(read), heard.news) == (1000, ["pause"])
    while part := await stream.read(1000):
        read += part
    await rounds()
    assert read == b"x" * (CAPACITY + 1500) + b"y"
    assert heard.news == ["pause", "resume", LOST]


@pytest.mark.parametrize("end", ["abort", "reset"])
async def test_what_ends_at_once_delivers_only_what_had_arrived(end: str) -> None:
    heard = Heard()
    link = Link(heard)
    link.write(b"x" * (CAPACITY + 10))
    for _ in range(2):
        getattr(link, end)()
    await rounds()
    assert heard.news == ["pause", LOST]

    stream = InProcessStream(link)
    assert await stream.read(2 * CAPACITY) == b"x" * CAPACITY
    if end == "reset":
        with pytest.raises(httpcore.ReadError, match="the connection was reset"):
            await stream.read(1)
    else:
        assert await stream.read(1) == b""


async def test_the_first_end_stands() -> None:
    link = Link(Heard())
    link.write_eof()
    link.reset()

    assert await InProcessStream(link).read(1) == b""


async def test_after_its_end_of_writing_a_server_still_reads() -> None:
    heard = Heard()
    link = Link(heard)
    link.write_eof()
    stream = InProcessStream(link)

    await stream.write(b"more")
    assert (await stream.read(1), heard.news) == (b"", [b"more"])


@pytest.mark.parametrize("waiting", [b"", b"x" * (CAPACITY + 10)], ids=["idle", "full"])
async def test_a_client_that_leaves_is_heard_once_and_may_not_read_on(waiting: bytes) -> None:
    heard = Heard()
    link = Link(heard)
    link.write(waiting)
    stream = InProcessStream(link)

    await stream.aclose()
    await stream.aclose()
    await rounds()
    assert heard.news[-2:] == ["eof", LOST]
    with pytest.raises(httpcore.ReadError):
        await stream.read(1)
    with pytest.raises(httpcore.WriteError):
        await stream.write(b"x")


async def test_a_client_that_leaves_a_closing_server_ends_it() -> None:
    heard = Heard()
    link = Link(heard)
    link.write(b"x" * (CAPACITY + 10))
    link.close()

    await InProcessStream(link).aclose()
    await rounds()
    assert heard.news == ["pause", LOST]


async def test_what_a_client_sends_while_the_server_closes_is_not_heard() -> None:
    heard = Heard()
    link = Link(heard)
    sending = asyncio.create_task(InProcessStream(link).write(b"x"))
    await asyncio.sleep(0)
    link.abort()
    await sending
    await rounds()

    assert heard.news == [LOST]


async def test_a_server_that_does_not_read_makes_the_client_wait() -> None:
    heard = Heard()
    link = Link(heard)
    stream = InProcessStream(link)
    link.pause_reading()
    with pytest.raises(httpcore.WriteTimeout):
        await stream.write(b"x", timeout=0.001)
    assert heard.news == []

    sending = asyncio.create_task(stream.write(b"y"))
    await rounds()
    link.resume_reading()
    await sending
    assert heard.news == [b"y"]


async def test_a_client_that_waits_to_send_learns_that_the_server_has_closed() -> None:
    link = Link(Heard())
    link.pause_reading()
    sending = asyncio.create_task(InProcessStream(link).write(b"x", timeout=PATIENCE))
    await rounds()

    link.close()
    with pytest.raises(httpcore.WriteError, match="the server has closed the connection"):
        await sending


async def test_a_pool_hears_whether_there_is_something_to_read_and_of_nothing_else() -> None:
    link = Link(Heard())
    stream = InProcessStream(link)

    assert [stream.get_extra_info(info) for info in ("is_readable", "ssl_object", "socket")] == [False, None, None]
    link.write(b"x")
    assert stream.get_extra_info("is_readable") is True
    await stream.read(1)
    link.close()
    assert stream.get_extra_info("is_readable") is True
