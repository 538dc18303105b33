import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

import anyio
import pytest

from service.alarm import Alarm, Rang

pytestmark = pytest.mark.anyio

T = TypeVar("T")
TINY, AMPLE = 0.01, 600.0


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


async def limited(alarm: Alarm, waited_for: Awaitable[T], seconds: float) -> T:
    with alarm.limit(seconds):
        return await waited_for


async def soon(value: int = 1) -> int:
    await asyncio.sleep(0)
    return value


async def here() -> int:
    return 1


async def never() -> int:
    await anyio.sleep_forever()
    raise AssertionError


async def test_what_comes_in_time_is_returned() -> None:
    alarm = Alarm()
    assert [await limited(alarm, soon(number), AMPLE) for number in range(3)] == [0, 1, 2]


async def test_what_does_not_come_is_cancelled() -> None:
    alarm, gone = Alarm(), False

    async def waited_for() -> int:
        nonlocal gone
        try:
            return await never()
        finally:
            gone = True

    with anyio.fail_after(10), pytest.raises(Rang):
        await limited(alarm, waited_for(), TINY)
    assert gone


@pytest.mark.parametrize("seconds", [0.0, -1.0])
async def test_without_time_only_what_is_here_is_returned(seconds: float) -> None:
    alarm = Alarm()
    assert await limited(alarm, here(), seconds) == 1
    with pytest.raises(Rang):
        await limited(alarm, soon(), seconds)
    # Nothing of the alarm is left behind to ring in the next wait.
    assert await limited(alarm, here(), seconds) == 1
    assert await limited(alarm, soon(), AMPLE) == 1


async def test_a_shorter_wait_rings_before_a_longer_one_would_have() -> None:
    alarm = Alarm()
    assert await limited(alarm, soon(), AMPLE) == 1
    with anyio.fail_after(10), pytest.raises(Rang):
        await limited(alarm, never(), TINY)


async def test_a_longer_wait_outlives_the_timer_of_a_shorter_one() -> None:
    alarm = Alarm()
    assert await limited(alarm, soon(), TINY) == 1
    assert await limited(alarm, asyncio.sleep(3 * TINY, 2), AMPLE) == 2
    # And a timer that rings while nobody waits interrupts nobody.
    assert await limited(alarm, soon(), TINY) == 1
    await asyncio.sleep(3 * TINY)
    assert await limited(alarm, soon(), AMPLE) == 1


async def test_who_is_told_to_end_ends() -> None:
    alarm = Alarm()
    alarm.cancel()
    assert await limited(alarm, soon(), AMPLE) == 1
    asyncio.get_running_loop().call_soon(alarm.cancel)
    asyncio.get_running_loop().call_soon(alarm.cancel)
    with anyio.fail_after(10), pytest.raises(Rang):
        await limited(alarm, never(), AMPLE)
    assert await limited(alarm, soon(), AMPLE) == 1


async def test_a_cancelled_task_is_cancelled_also_when_it_rings() -> None:
    alarm = Alarm()

    async def wait() -> None:
        await limited(alarm, never(), AMPLE)

    for cancel_first in (True, False):
        task = asyncio.ensure_future(wait())
        await asyncio.sleep(0)
        for cancel in (task.cancel, alarm.cancel) if cancel_first else (alarm.cancel, task.cancel):
            cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelling() == 1


async def test_a_scope_around_it_ends_as_a_scope_does() -> None:
    alarm = Alarm()
    with anyio.move_on_after(TINY) as scope:
        await limited(alarm, never(), AMPLE)
    assert scope.cancelled_caught
    assert await limited(alarm, soon(), AMPLE) == 1


async def test_what_is_raised_passes_through() -> None:
    async def failing() -> int:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        await limited(Alarm(), failing(), AMPLE)


async def test_who_answers_the_alarm_with_a_result_has_given_one() -> None:
    async def stubborn() -> int:
        try:
            return await never()
        except asyncio.CancelledError:
            return 7

    alarm = Alarm()
    with anyio.fail_after(10):
        assert await limited(alarm, stubborn(), TINY) == 7
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


def test_a_thousand_waits_need_one_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    timers = 0

    async def wait() -> None:
        loop, alarm = asyncio.get_running_loop(), Alarm()
        call_at = loop.call_at

        def counting(*arguments: Any, **more: Any) -> asyncio.TimerHandle:  # noqa: ANN401 - the loop's own
            nonlocal timers
            timers += 1
            return call_at(*arguments, **more)

        monkeypatch.setattr(loop, "call_at", counting)
        for _ in range(1000):
            await limited(alarm, soon(), AMPLE)

    # The standard library's loop: methods of uvloop's can't be replaced.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(wait())
    assert timers == 1
