"""A time limit for one wait after the other, at the price of one timer for all of them."""

import asyncio
import math
from types import TracebackType


class Rang(Exception):
    """The wait took too long, or was to end."""


class Alarm:
    """Interrupts whoever waits too long.

    What ``asyncio.timeout`` does, for waits that come by the thousand: a timer that is there already is left to ring
    early, and is then put off to when it should. It belongs to one event loop.

    Use: ``with alarm.limit(seconds):`` around one wait, or ``begin`` before it and ``end`` behind it. Its end raises
    Rang if the wait took longer, or somebody called ``cancel``: what was waited for has been cancelled. Without a wait
    it is never too late.
    """

    __slots__ = ("_cancelling", "_loop", "_overdue", "_rang", "_rings", "_task", "_timer", "_until")

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[object] | None = None
        self._cancelling = 0
        self._timer: asyncio.TimerHandle | None = None
        self._overdue: asyncio.Handle | None = None
        self._rings = math.inf
        """When the timer does, by the loop's clock."""
        self._until = 0.0
        self._rang = False

    def limit(self, seconds: float) -> "Alarm":
        """Return the alarm, for a wait that may take so many seconds and begins now."""
        self.begin(seconds)
        return self

    def __enter__(self) -> None:
        """Do nothing: the wait began with ``limit``."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the wait; see there."""
        self.end(error)

    def begin(self, seconds: float) -> None:
        """Begin a wait, which may take so many seconds."""
        # Before Python 3.12 the system is asked for the process's id each time that the running loop is.
        loop = self._loop
        if loop is None:
            loop = self._loop = asyncio.get_running_loop()
        task = self._task = asyncio.current_task(loop)
        assert task is not None  # noqa: S101 - a coroutine that runs is some task's
        self._cancelling = task.cancelling()
        until = self._until = loop.time() + seconds
        if seconds <= 0:
            # A timer whose time has come rings behind what is ready already; who is late has had his time.
            self._overdue = loop.call_soon(self.cancel)
        elif self._rings > until:
            self._set(loop)

    def end(self, error: BaseException | None = None) -> None:
        """End the wait, with what was raised where it waited.

        Raises:
            Rang: the alarm has ended it.
        """
        task, self._task = self._task, None
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None
        if self._rang and task is not None:
            self._rang = False
            # Whoever else has cancelled the task goes on doing so.
            alone = task.cancelling() <= self._cancelling + 1
            task.uncancel()
            if alone and isinstance(error, asyncio.CancelledError):
                raise Rang from None

    def cancel(self) -> None:
        """Interrupt the wait, if there is one; once is enough."""
        if self._task is not None and not self._rang:
            self._rang = True
            self._task.cancel()

    def close(self) -> None:
        """Take the timer back, which is left from one wait to the next."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._rings = math.inf

    def _set(self, loop: asyncio.AbstractEventLoop) -> None:
        self.close()
        self._timer = loop.call_at(self._until, self._ring, loop)
        self._rings = self._until

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        self._rings = math.inf
        if self._task is None:
            return
        # The clock of some loops stands still within a round: then it rings a moment early.
        if loop.time() < self._until:
            self._set(loop)
        else:
            self.cancel()
