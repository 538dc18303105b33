"""The event loop of the upstream and of the clients."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

_T = TypeVar("_T")


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """Return what the work returns."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
