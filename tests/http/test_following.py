"""A follower that can't follow to the end: here because it reads too slowly for what is kept in memory."""

import anyio
import pytest
from starlette.types import Message

from service.http.resumption import Resumption
from service.protocols.choice import Name, choose
from service.resume.head import Head
from service.resume.limits import Limits
from service.resume.memory_store import MemoryStore
from service.resume.producers import Producers
from tests.asgi import Exchange

pytestmark = pytest.mark.anyio

TOLD: dict[Name, bytes] = {
    "data": b'2:[{"type":"error","code":"stream_interrupted"}]\n3:"The stream was interrupted"\n',
    "ui": b'data: {"type":"data-error","data":{"code":"stream_interrupted"},"transient":true}\n\n'
    b'data: {"type":"error","errorText":"The stream was interrupted"}\n\ndata: [DONE]\n\n',
}


@pytest.mark.parametrize(("name", "told"), TOLD.items(), ids=TOLD)
async def test_a_follower_that_falls_behind_is_told_so_in_the_streams_own_protocol(name: Name, told: bytes) -> None:
    headers = choose(name, None, is_ui=False).encoder().headers
    exchange, reads = Exchange(), anyio.Event()

    async def send(message: Message) -> None:
        exchange.take(message)
        if exchange.writes:
            await reads.wait()

    store = MemoryStore(Limits(max_bytes=10))
    resumption = Resumption(store=store, producers=Producers(grace=0, backlog=10))
    recording = await store.open("c1", Head(protocol=name, headers=headers))
    recording.append(b"0123456789")
    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(resumption.follow, "c1", send)
            await anyio.wait_all_tasks_blocked()
            for _ in range(2):
                recording.append(b"0123456789")
            reads.set()
    assert (exchange.status, exchange.headers) == (200, dict(headers))
    assert (exchange.body, exchange.complete) == (b"0123456789" + told, True)


async def test_where_nothing_is_kept_nothing_is_written() -> None:
    exchange = Exchange()

    async def send(message: Message) -> None:
        exchange.take(message)

    resumption = Resumption(store=MemoryStore(Limits(max_bytes=10)), producers=Producers(grace=0, backlog=10))
    assert await resumption.follow("c1", send) is False
    assert exchange == Exchange()
