import asyncio

import pytest

from fakes.platform.pipe import Pipe

pytestmark = pytest.mark.anyio


async def test_a_chunk_waits_until_the_one_before_is_taken() -> None:
    pipe = Pipe()
    await pipe.put(b"1")
    second = asyncio.create_task(pipe.put(b"2"))
    await asyncio.sleep(0.01)
    assert not second.done()
    assert await anext(pipe) == b"1"
    await second
    pipe.close()
    assert [chunk async for chunk in pipe] == [b"2"]


async def test_what_was_put_before_the_end_is_still_read() -> None:
    pipe = Pipe()
    await pipe.put(b"1")
    pipe.close()
    assert [chunk async for chunk in pipe] == [b"1"]
    assert [chunk async for chunk in pipe] == []


async def test_an_abandoned_pipe_never_holds_the_writer_up() -> None:
    pipe = Pipe()
    await pipe.put(b"1")
    waiting = asyncio.create_task(pipe.put(b"2"))
    await asyncio.sleep(0)
    pipe.abandon()
    await waiting
    for _ in range(100):
        await pipe.put(b"more")
