"""A function as a client."""

import asyncio
from collections.abc import Awaitable, Callable

from fakes.model.torture.client import Ending
from fakes.model.torture.target import Target

Function = Callable[[Target], Awaitable[str]]
"""Asks the model at a target, and returns the answer's text."""


class CallableClient:
    """Runs a function as a task of the running event loop. To be interrupted is to be cancelled."""

    def __init__(self, function: Function) -> None:
        self._function = function

    async def start(self, target: Target) -> "CallableRun":
        """Start it."""
        return CallableRun(self._function, target)


class CallableRun:
    """A function at work."""

    def __init__(self, function: Function, target: Target) -> None:
        self._function = function
        self._target = target
        self.task = asyncio.ensure_future(self._ended())

    def interrupt(self) -> None:
        """Cancel it."""
        self.task.cancel()

    async def kill(self) -> None:
        """Cancel it, and wait until it has ended."""
        self.task.cancel()
        await asyncio.wait({self.task})

    async def _ended(self) -> Ending:
        try:
            text = await self._function(self._target)
        except asyncio.CancelledError:
            return Ending(well=False, output="", how="cancelled")
        except Exception as error:  # noqa: BLE001 - a client may raise anything, and that it does is the answer
            return Ending(well=False, output="", how=f"raised {type(error).__name__}")
        return Ending(well=True, output=text, how="returned")
