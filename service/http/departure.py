"""Work for a client, which ends when the client leaves."""

from collections.abc import Awaitable, Callable

import anyio
from starlette.types import Receive

from service.http.report import report_departure

_READING = 2.0
"""How many times as long as a whole answer may take a client may take to read it."""


async def while_client_stays(
    work: Callable[[], Awaitable[None]], receive: Receive, *, request_id: str, total: float
) -> None:
    """Do the work, and cancel it when the client leaves; the request has been read.

    A client that stops reading, and never leaves, may not hold the provider for ever: there is an end to it.

    Args:
        work: is done in a task of its own. A task that is woken passes every frame between its first one and the one
            that waits; with each token of an answer, all the layers of the application would be among them.
        receive: ASGI's.
        request_id: for the log.
        total: seconds that a whole answer may take.
    """
    watching = anyio.CancelScope()
    async with anyio.create_task_group() as tasks:
        tasks.cancel_scope.deadline = anyio.current_time() + _READING * total
        tasks.start_soon(_work, work, watching, request_id)
        await _watch(receive, tasks.cancel_scope, watching, request_id)


async def _work(work: Callable[[], Awaitable[None]], watching: anyio.CancelScope, request_id: str) -> None:
    try:
        await work()
    except OSError:
        # Some servers raise where others ignore a write to a client that is gone.
        report_departure(request_id)
    watching.cancel()


async def _watch(receive: Receive, work: anyio.CancelScope, watching: anyio.CancelScope, request_id: str) -> None:
    with watching:
        while (await receive())["type"] != "http.disconnect":
            pass
        # Servers say "disconnect" after a whole answer too.
        if not watching.cancel_called:
            report_departure(request_id)
            work.cancel()
