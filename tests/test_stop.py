import anyio
import pytest

from service.stop import Stop

pytestmark = pytest.mark.anyio


async def test_a_stop_ends_every_wait() -> None:
    stop = Stop()
    ended = []

    async def wait(name: str) -> None:
        with anyio.CancelScope() as scope:
            stop.enter(scope)
            await anyio.sleep_forever()
        ended.append(name)

    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            for name in "ab":
                tasks.start_soon(wait, name)
            await anyio.wait_all_tasks_blocked()
            stop.request()
    assert sorted(ended) == ["a", "b"]


async def test_a_wait_that_is_over_is_not_touched() -> None:
    stop = Stop()
    with anyio.CancelScope() as scope:
        stop.enter(scope)
        stop.leave(scope)
        stop.request()
        await anyio.lowlevel.checkpoint()
    assert not scope.cancel_called


async def test_a_wait_that_begins_after_the_stop_is_over_at_once() -> None:
    stop = Stop()
    stop.request()
    with anyio.fail_after(5), anyio.CancelScope() as scope:
        stop.enter(scope)
        await anyio.sleep_forever()
    assert scope.cancelled_caught
