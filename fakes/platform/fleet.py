"""A function's sandboxes: as many as there are invocations at once, up to its concurrency."""

import asyncio
from contextlib import suppress

from fakes.platform.api_error import ApiError
from fakes.platform.function import Function
from fakes.platform.invocation import Invocation
from fakes.platform.log import Log
from fakes.platform.sandbox import Sandbox

_FINISHING_SECONDS = 0.5


class Fleet:
    """Gives every invocation a sandbox: the idle one that was used last, or a new one."""

    def __init__(self, function: Function, log: Log) -> None:
        self._function = function
        self._log = log
        self._sandboxes: set[Sandbox] = set()
        self._idle: list[Sandbox] = []
        self._running: set[asyncio.Task[None]] = set()
        self._stale: set[Sandbox] = set()
        self._came_back = asyncio.Event()

    @property
    def pids(self) -> tuple[int, ...]:
        """The ids of the runtime processes."""
        return tuple(sandbox.pid for sandbox in self._sandboxes if sandbox.pid is not None)

    async def invoke(self, invocation: Invocation) -> None:
        """Start work on an invocation. It goes on to its end whoever listens.

        Raises:
            ApiError: as many invocations are running as may.
        """
        sandbox = await self._take()
        task = asyncio.get_running_loop().create_task(self._run(sandbox, invocation))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def reload(self) -> None:
        """Replace every sandbox: idle ones now, the others when they have finished."""
        self._stale.update(self._sandboxes)
        idle, self._idle = self._idle, []
        for sandbox in idle:
            await self._discard(sandbox)

    async def stop(self) -> None:
        """End every process."""
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.gather(*(self._discard(sandbox) for sandbox in tuple(self._sandboxes)))

    async def _take(self) -> Sandbox:
        if not self._idle and any(sandbox.finishing for sandbox in self._sandboxes):
            # The client was faster than the runtime, which is about to ask for another event.
            with suppress(TimeoutError):
                async with asyncio.timeout(_FINISHING_SECONDS):
                    self._came_back.clear()
                    await self._came_back.wait()
        while self._idle:
            sandbox = self._idle.pop()
            if sandbox.usable:
                return sandbox
            await self._discard(sandbox)
        if len(self._sandboxes) >= self._function.concurrency:
            raise ApiError.throttled()
        sandbox = Sandbox(self._function, self._log)
        self._sandboxes.add(sandbox)
        return sandbox

    async def _run(self, sandbox: Sandbox, invocation: Invocation) -> None:
        if await sandbox.run(invocation) and sandbox not in self._stale:
            self._idle.append(sandbox)
        else:
            await self._discard(sandbox)
        self._came_back.set()

    async def _discard(self, sandbox: Sandbox) -> None:
        await sandbox.stop()
        self._sandboxes.discard(sandbox)
        self._stale.discard(sandbox)
