"""Calling an application's function to its end, of whatever kind it is."""

import inspect
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import closing
from typing import Any

import anyio
import anyio.to_thread

Show = Callable[[object], Coroutine[Any, Any, None]]

_CLOSE_SECONDS = 5.0
"""How long a cancelled generator may take to clean up."""


async def perform(call: Callable[[], object], show: Show) -> object:
    """Return what the function returns. What a generator yields is shown at once; the last of it is its result.

    A sync function runs in a thread. Once cancelled it is left alone there; as a generator it ends with what it yields
    next.
    """
    made: object
    if _is_async(call):
        made = call()
    else:
        made = await anyio.to_thread.run_sync(_perform_in_thread, call, show, abandon_on_cancel=True)
    if inspect.isasyncgen(made):
        return await _last(made, show)
    # A sync function around an async one returns what is to be awaited.
    return await made if inspect.isawaitable(made) else made


def _is_async(call: Callable[[], object]) -> bool:
    return inspect.iscoroutinefunction(call) or inspect.isasyncgenfunction(call)


async def _last(values: AsyncGenerator[object, Any], show: Show) -> object:
    value = None
    try:
        async for value in values:
            await show(value)
    finally:
        with anyio.move_on_after(_CLOSE_SECONDS, shield=True):
            await values.aclose()
    return value


def _perform_in_thread(call: Callable[[], object], show: Show) -> object:
    made = call()
    if not inspect.isgenerator(made):
        return made
    from anyio import from_thread  # noqa: PLC0415 - no first token waits for its import

    value = None
    with closing(made):
        for value in made:
            from_thread.run(show, value)
    return value
