import asyncio

import pytest

from fakes.model.timekeeper import QUIET_ROUNDS, RealTime, Timekeeper, VirtualTime
from tests.fakes.model.raw_client import PATIENCE

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    """Both loops that the server may find itself in."""
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


class Diary:
    """Who woke, and when."""

    def __init__(self, time: Timekeeper) -> None:
        self.entries: list[tuple[str, float]] = []
        self._time = time

    async def wake(self, name: str, *whens: float) -> None:
        for when in whens:
            await self._time.sleep_until(when)
            self.entries.append((name, self._time.now()))

    def sleeping(self, **whens: tuple[float, ...]) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self.wake(name, *deadlines)) for name, deadlines in whens.items()]


@pytest.mark.parametrize("milliseconds", [0.05, 0.4, 1.5, 10.5])
async def test_real_time_never_wakes_anybody_early(milliseconds: float) -> None:
    time = RealTime()

    for _ in range(5):
        when = time.now() + milliseconds / 1000
        await time.sleep_until(when)
        assert time.now() >= when


@pytest.mark.parametrize("time", [RealTime(), VirtualTime(), VirtualTime(auto=True)], ids=["real", "virtual", "auto"])
async def test_what_is_past_is_not_waited_for(time: Timekeeper) -> None:
    with pytest.raises(StopIteration):
        time.sleep_until(time.now()).send(None)


async def test_virtual_time_stands_still_until_it_is_moved() -> None:
    time = VirtualTime()
    diary = Diary(time)
    (sleeper,) = diary.sleeping(a=(5.0,))

    await time.advance(2)
    await time.advance(2.5)
    assert (time.now(), diary.entries) == (4.5, [])
    await time.advance(600)
    assert (time.now(), diary.entries, sleeper.done()) == (604.5, [("a", 5.0)], True)


async def test_sleepers_wake_in_the_order_of_their_deadlines_each_at_its_own() -> None:
    time = VirtualTime()
    diary = Diary(time)
    diary.sleeping(a=(2.0, 4.0, 6.0), b=(3.0, 6.0), c=(1.0, 6.0))

    await time.advance(6)

    assert diary.entries == [
        ("c", 1.0), ("a", 2.0), ("b", 3.0), ("a", 4.0), ("c", 6.0), ("b", 6.0), ("a", 6.0),
    ]  # fmt: skip


@pytest.mark.parametrize("moved", ["by hand", "by itself"])
async def test_the_next_wakes_only_when_what_the_one_before_has_begun_is_done(moved: str) -> None:
    time = VirtualTime(auto=moved == "by itself")
    heard: list[float] = []

    async def passed_on(hops: int) -> None:
        if hops:
            await asyncio.create_task(passed_on(hops - 1))
        else:
            heard.append(time.now())

    async def speak(when: float) -> None:
        await time.sleep_until(when)
        await passed_on(QUIET_ROUNDS // 3)

    speakers = [asyncio.create_task(speak(when)) for when in (1.0, 2.0, 3.0)]
    if moved == "by hand":
        await time.advance(3)
    await asyncio.gather(*speakers)
    assert heard == [1.0, 2.0, 3.0]


async def test_virtual_time_that_is_automatic_moves_from_deadline_to_deadline() -> None:
    time = VirtualTime(auto=True)
    diary = Diary(time)

    await asyncio.gather(*diary.sleeping(a=(600.0, 1200.0), b=(900.0,)))
    # Nobody slept for a while; it begins again when somebody does.
    await asyncio.sleep(0.001)
    await asyncio.wait_for(diary.wake("c", 86400.0), PATIENCE)

    assert diary.entries == [("a", 600.0), ("b", 900.0), ("a", 1200.0), ("c", 86400.0)]
    assert time.now() == 86400.0


@pytest.mark.parametrize("moved", ["by hand", "by itself"])
async def test_who_was_cancelled_does_not_hold_the_clock(moved: str) -> None:
    time = VirtualTime(auto=moved == "by itself")
    diary = Diary(time)
    gone, stays = diary.sleeping(a=(1.0,), b=(2.0,))
    await asyncio.sleep(0)
    gone.cancel()

    if moved == "by hand":
        await time.advance(2)
    await asyncio.wait([gone, stays])
    assert diary.entries == [("b", 2.0)]


async def test_time_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="seconds is -1, and must not be negative"):
        await VirtualTime().advance(-1)


async def test_a_deadline_that_comes_late_is_no_way_back_either() -> None:
    time = VirtualTime()
    diary = Diary(time)
    diary.sleeping(a=(1.0,))

    # Two that move it at once: what one has passed the other finds passed.
    await asyncio.gather(time.advance(1), time.advance(4))

    assert (time.now(), diary.entries) == (4.0, [("a", 1.0)])


def test_automatic_time_goes_on_in_another_loop_after_the_first_was_left_in_the_middle() -> None:
    time = VirtualTime(auto=True)
    diary = Diary(time)

    async def leave() -> None:
        time.sleep_until(1.0).send(None)

    asyncio.run(leave())
    asyncio.run(asyncio.wait_for(diary.wake("b", 2.0), PATIENCE))

    assert diary.entries == [("b", 2.0)]


async def test_who_begins_to_sleep_leaves_those_that_it_has_called_their_own_time_to_act() -> None:
    time = VirtualTime(auto=True)
    heard: list[float] = []

    async def act() -> None:
        for _ in range(QUIET_ROUNDS - 4):
            await asyncio.sleep(0)

    async def called() -> None:
        await act()
        heard.append(time.now())

    async def caller() -> asyncio.Task[None]:
        await time.sleep_until(1)
        await act()
        task = asyncio.create_task(called())
        await time.sleep_until(2)
        return task

    other = asyncio.create_task(time.sleep_until(3))
    await (await caller())
    await other
    assert heard == [1]
