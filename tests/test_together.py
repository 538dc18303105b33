import gc
from contextlib import aclosing

import anyio
import anyio.lowlevel
import pytest

from service.events import Event
from service.together import Job, Tell, together
from service.tool_events import ToolOutput

pytestmark = pytest.mark.anyio


def job(name: str, *turns: int) -> Job:
    """Tell its turns, as many checkpoints apart."""

    async def run(tell: Tell) -> None:
        for turn in turns:
            for _ in range(10 * turn):
                await anyio.lowlevel.checkpoint()
            await tell(ToolOutput(name, turn))

    return run


async def heard(*jobs: Job) -> list[tuple[str, object]]:
    told = list[Event]()
    async with aclosing(together(jobs)) as events:
        async for some in events:
            told.extend(some)
    return [(event.call_id, event.value) for event in told if isinstance(event, ToolOutput)]


async def test_what_jobs_tell_is_heard_as_it_is_told() -> None:
    assert await heard() == []
    assert await heard(job("a", 1, 2)) == [("a", 1), ("a", 2)]
    assert await heard(job("a", 3), job("b", 1, 4), job("c", 2)) == [("b", 1), ("c", 2), ("a", 3), ("b", 4)]
    assert await heard(job("a"), job("b", 0)) == [("b", 0)]


async def test_a_job_waits_until_it_is_heard() -> None:
    told: list[int] = []

    async def eager(tell: Tell) -> None:
        for turn in range(100):
            await tell(ToolOutput("a", turn))
            told.append(turn)

    async with aclosing(together([eager])) as events:
        await anext(events)
        await anyio.sleep(0.01)
        assert len(told) <= 1


class Stubborn:
    """A job that takes its time to clean up."""

    def __init__(self) -> None:
        self.begun = anyio.Event()
        self.gone = False

    async def run(self, tell: Tell) -> None:
        try:
            await tell(ToolOutput("a", None))
            self.begun.set()
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.sleep(0.01)
            self.gone = True


async def test_closing_cancels_the_jobs_and_waits_until_they_are_gone() -> None:
    jobs = Stubborn(), Stubborn()
    async with aclosing(together([jobs[0].run, jobs[1].run])) as events:
        await anext(events)
        await jobs[0].begun.wait()
    assert [one.gone for one in jobs] == [True, True]


async def test_cancelling_who_waits_cancels_the_jobs_and_waits_until_they_are_gone() -> None:
    one = Stubborn()
    with anyio.move_on_after(0.01) as scope:
        await heard(one.run)
    assert (scope.cancelled_caught, one.gone) == (True, True)


async def test_each_event_may_be_waited_for_with_a_deadline_of_its_own() -> None:
    one = Stubborn()
    async with aclosing(together([one.run])) as events:
        with anyio.fail_after(5):
            assert await anext(events) == (ToolOutput("a", None),)
        with anyio.move_on_after(0.01) as scope:
            await anext(events)
        assert (scope.cancelled_caught, one.gone) == (True, True)
        assert await anext(events, None) is None


async def test_what_is_closed_before_it_began_or_never_began_leaves_nothing_open() -> None:
    async with aclosing(together([Stubborn().run])):
        pass
    together([Stubborn().run])
    with anyio.move_on_after(0):
        await heard(Stubborn().run)
    gc.collect()


async def test_a_defect_of_a_job_is_not_swallowed() -> None:
    async def broken(_tell: Tell) -> None:
        raise KeyError("defect")

    with pytest.raises(ExceptionGroup) as caught:
        await heard(broken, job("a", 1))
    assert [type(error) for error in caught.value.exceptions] == [KeyError]
