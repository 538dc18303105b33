"""A time limit for one wait after the other, at the price of one timer for all of them."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


class Rang(Exception):
    """The wait took too long, or was to end."""


class Alarm:
    """Interrupts whoever waits too long.

    What ``asyncio.timeout`` does, for waits that come by the thousand: a timer that is there already is left to ring
    early, and is then put off to when it should. It belongs to one event loop.
    """

    __slots__ = ("_loop", "_rang", "_task", "_timer", "_until")

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[object] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._until = 0.0
        self._rang = False

    async def limit(self, waited_for: Awaitable[T], seconds: float) -> T:
        """Return what is waited for, which may take so many seconds; without a wait it is never too late.

        Raises:
            Rang: it took longer, or somebody called ``cancel``; what was waited for has been cancelled.
        """
        # Before Python 3.12 the system is asked for the process's id each time that the running loop is.
        loop = self._loop = self._loop or asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        assert task is not None  # noqa: S101 - a coroutine that runs is some task's
        cancelling = task.cancelling()
        self._task = task
        self._until = loop.time() + seconds
        # A timer whose time has come rings behind what is ready already; who is late has had his time.
        overdue = loop.call_soon(self.cancel) if seconds <= 0 else None
        if overdue is None and (self._timer is None or self._timer.when() > self._until):
            self._set(loop)
        try:
            return await waited_for
        except asyncio.CancelledError:
            # Whoever else has cancelled the task goes on doing so.
            if self._rang and task.cancelling() <= cancelling + 1:
                raise Rang from None
            raise
        finally:
            self._task = None
            if overdue is not None:
                overdue.cancel()
            if self._rang:
                self._rang = False
                task.uncancel()

    def cancel(self) -> None:
        """Interrupt the wait, if there is one; once is enough."""
        if self._task is not None and not self._rang:
            self._rang = True
            self._task.cancel()

    def _set(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_at(self._until, self._ring, loop)

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        if self._task is None:
            return
        # The clock of some loops stands still within a round: then it rings a moment early.
        if loop.time() < self._until:
            self._set(loop)
        else:
            self.cancel()
