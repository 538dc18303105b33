import anyio
import pytest

from service.resume.backlog import Backlog

pytestmark = pytest.mark.anyio


async def everything(backlog: Backlog) -> list[bytes]:
    return [data async for data in backlog]


async def test_pieces_are_taken_one_by_one_until_the_end() -> None:
    backlog = Backlog(100)
    taken: list[bytes] = []

    async def take() -> None:
        taken.extend(await everything(backlog))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(take)
        for data in (b"one", b"", b"two"):
            await backlog.put(data)
            await anyio.wait_all_tasks_blocked()
        backlog.end()
    assert taken == [b"one", b"two"]


async def test_an_error_comes_behind_what_was_queued_and_nothing_behind_an_end() -> None:
    backlog = Backlog(100)
    await backlog.put(b"one")
    backlog.end(ValueError("broke"))
    backlog.end()
    backlog.add(b"two")
    assert await anext(backlog) == b"one"
    with pytest.raises(ValueError, match="broke"):
        await anext(backlog)


async def test_a_producer_waits_only_for_a_client_that_is_behind_by_more_than_the_limit() -> None:
    backlog = Backlog(6)
    await backlog.put(b"one")
    await backlog.put(b"two")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(backlog.put, b"three")
        await anyio.wait_all_tasks_blocked()
        assert backlog._size == 11
        assert await anext(backlog) == b"one"
        await anyio.wait_all_tasks_blocked()
        assert len(tasks._tasks) == 1  # type: ignore[attr-defined]  # still waiting
        assert await anext(backlog) == b"two"


async def test_nobody_waits_for_a_client_that_left() -> None:
    backlog = Backlog(1)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(backlog.put, b"one")
        await anyio.wait_all_tasks_blocked()
        backlog.leave()
    await backlog.put(b"more")
    assert backlog.begun
    assert backlog._size == 0


async def test_begun_tells_whether_there_was_anything() -> None:
    backlog = Backlog(1)
    backlog.add(b"")
    assert not backlog.begun
    backlog.add(b"x")
    assert backlog.begun
