"""Waits for what an upstream says next, and for nobody's reading: only the upstream's time counts."""

import math
from collections.abc import AsyncGenerator
from types import TracebackType
from typing import TypeVar

from msgspec import Struct, field

from service.alarm import Alarm, Rang
from service.errors import DeadlineExceeded, InternalError, ServiceError, ServiceStopping
from service.ids import Clock
from service.stop import Stop
from service.upstream_errors import UpstreamTimeout

T = TypeVar("T")


class Waiting(Struct, frozen=True, kw_only=True):
    """The waits of one answer, one at a time, within ``with``.

    Attributes:
        clock: what time it is, in seconds.
        deadline: when the whole answer is to be over, by that clock.
        stop: ends every wait when the service stops.
    """

    clock: Clock
    deadline: float
    stop: Stop
    _alarm: Alarm = field(default_factory=Alarm)

    def __enter__(self) -> None:
        """Begin: from now on a stop ends the waits."""
        self.stop.enter(self._alarm)

    def __exit__(self, *error: object) -> None:
        """Leave nothing behind."""
        self.stop.leave(self._alarm)
        self._alarm.close()

    def each(self, patience: float = math.inf) -> "Waits":
        """Return waits of so many seconds at the most, each; and all together of what the whole answer may take."""
        return Waits(self, self._alarm, patience)

    async def next(self, source: AsyncGenerator[T, None], patience: float = math.inf) -> T | None:
        """Return what comes next, or None at the end.

        Args:
            source: where it comes from.
            patience: seconds to wait for it, within those that the whole answer may take.

        Raises:
            ServiceError: the source failed or took too long; a defect of ours becomes an InternalError.
        """
        try:
            with self.each(patience):
                return await anext(source)
        except StopAsyncIteration:
            return None


class Waits:
    """Waits of one kind, within ``with``; the first begins there.

    Use: ``end`` when something has come and ``begin`` before the next is asked for. What is raised between the two is
    nobody's failure to come, and passes through.
    """

    __slots__ = ("_alarm", "_left", "_patience", "_waiting", "_waits")

    def __init__(self, waiting: Waiting, alarm: Alarm, patience: float) -> None:
        self._waiting = waiting
        self._alarm = alarm
        self._patience = patience
        self._waits = False
        self._left = 0.0

    def __enter__(self) -> "Waits":
        """Begin the first wait."""
        self.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the wait that goes on.

        Raises:
            ServiceError: it took too long, or what was raised meanwhile was a defect of ours: an InternalError.
        """
        if not self._waits:
            return
        try:
            self.end(error)
        except Rang:
            if self._waiting.stop.requested:
                raise ServiceStopping from None
            raise (DeadlineExceeded if self._left <= self._patience else UpstreamTimeout) from None
        if isinstance(error, Exception) and not isinstance(error, ServiceError | StopAsyncIteration):
            raise InternalError(detail=repr(error)) from error

    def begin(self) -> None:
        """Begin a wait."""
        waiting, patience = self._waiting, self._patience
        left = self._left = waiting.deadline - waiting.clock()
        self._waits = True
        self._alarm.begin(0.0 if waiting.stop.requested else min(left, patience))

    def end(self, error: BaseException | None = None) -> None:
        """End the wait, with what was raised where it waited.

        Raises:
            Rang: it took too long.
        """
        self._waits = False
        self._alarm.end(error)
