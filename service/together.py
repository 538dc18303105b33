"""Jobs that run at the same time and tell events, which arrive one after the other."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

import anyio

from service.events import Event

if TYPE_CHECKING:
    from anyio.streams.memory import MemoryObjectSendStream

Tell = Callable[[Event], Coroutine[Any, Any, None]]
Job = Callable[[Tell], Coroutine[Any, Any, None]]
Events = AsyncGenerator[tuple[Event, ...], None]


async def together(jobs: Sequence[Job]) -> Events:
    """Run the jobs and yield what they tell, as they tell it; a job waits until it is heard.

    Closing the generator, or cancelling the task that waits for it, cancels the jobs and waits until they are gone.
    """
    telling, hearing = anyio.create_memory_object_stream[Event](0)
    # A task group of this generator's own would be open while it yields, and whoever waits for the next event with a
    # deadline would leave his cancel scope before the group's. So the group has a task of its own.
    owner = asyncio.create_task(_run(jobs, telling))
    try:
        async for event in hearing:
            yield (event,)
        await owner
    finally:
        owner.cancel()
        with anyio.CancelScope(shield=True):
            await asyncio.wait([owner])
        telling.close()
        hearing.close()


async def _run(jobs: Sequence[Job], telling: "MemoryObjectSendStream[Event]") -> None:
    async with telling, anyio.create_task_group() as tasks:
        for job in jobs:
            tasks.start_soon(job, telling.send)
