import asyncio

import pytest

from service.awslambda.loop import run

pytestmark = pytest.mark.usefixtures("the_loop")


async def running() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_a_process_has_one_loop() -> None:
    assert run(running()) is run(running())


def test_what_was_begun_in_one_invocation_goes_on_in_the_next() -> None:
    done: list[str] = []

    async def first() -> asyncio.Task[None]:
        async def work() -> None:
            await asyncio.sleep(0)
            done.append("work")

        return asyncio.create_task(work())

    async def second(task: asyncio.Task[None]) -> None:
        await task
        done.append("second")

    run(second(run(first())))
    assert done == ["work", "second"]


def test_an_exception_comes_out_and_the_loop_goes_on() -> None:
    async def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        run(fail())
    assert not run(running()).is_closed()
