"""The first of several attempts to succeed, begun one after the other (RFC 8305, "Happy Eyeballs")."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")

HEAD_START = 0.25
"""Seconds that an attempt gets before the next one begins."""


async def first_of(attempts: Sequence[Callable[[], Coroutine[Any, Any, T]]], discard: Callable[[T], object]) -> T:
    """Return what the first attempt to succeed returns, and discard what comes of the others.

    Raises:
        OSError: the last one, where all have failed.
    """
    if len(attempts) == 1:
        return await attempts[0]()
    waiting = list(attempts)
    running: set[asyncio.Task[T]] = set()
    failure = OSError("there is no address")
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.ensure_future(waiting.pop(0)()))
            patience = HEAD_START if waiting else None
            done, _ = await asyncio.wait(running, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                try:
                    result = task.result()
                except OSError as error:
                    failure = error
                    running.discard(task)
                else:
                    running.discard(task)
                    return result
    finally:
        for task in running:
            task.add_done_callback(partial(_discard, discard))
            task.cancel()
    raise failure


def _discard(discard: Callable[[T], object], task: asyncio.Task[T]) -> None:
    if not task.cancelled() and task.exception() is None:
        discard(task.result())
