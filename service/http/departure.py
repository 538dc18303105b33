"""Work for a client, which ends when the client leaves."""

import asyncio
from collections.abc import Coroutine

import anyio
from starlette.types import Receive

from service.alarm import Alarm, Rang
from service.http.report import report_departure

_READING = 2.0
"""How many times as long as a whole answer may take a client may take to read it."""

_CLEANING = 30.0
"""Seconds that the work has for cleaning up; who swallows a cancellation is then cancelled again."""


async def while_client_stays(
    work: Coroutine[object, object, None], receive: Receive, *, request_id: str, total: float
) -> None:
    """Do the work, and cancel it when the client leaves; the request has been read.

    A client that stops reading, and never leaves, may not hold the provider for ever: there is an end to it.

    Args:
        work: is done in a task of its own: a woken task passes every frame between its first one and the one that
            waits. With each token of an answer, all the layers of the application would be among them.
        receive: ASGI's.
        request_id: for the log.
        total: seconds that a whole answer may take.

    Raises:
        Exception: whatever the work raises.
    """
    alarm = Alarm()
    working = asyncio.create_task(work)
    # The client is waited for no longer than the work takes.
    working.add_done_callback(lambda _: alarm.cancel())
    try:
        with alarm.limit(_READING * total):
            while (await receive())["type"] != "http.disconnect":
                pass
        # Servers say "disconnect" after a whole answer too.
        if not working.done():
            report_departure(request_id)
    except Rang:
        pass
    finally:
        alarm.close()
        if not working.done():
            await _end(working)
    try:
        if not working.cancelled():
            working.result()
    except OSError:
        # Some servers raise where others ignore a write to a client that is gone.
        report_departure(request_id)


async def _end(working: asyncio.Task[None]) -> None:
    with anyio.CancelScope(shield=True):
        while not working.done():
            working.cancel()
            await asyncio.wait([working], timeout=_CLEANING)
