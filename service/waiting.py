"""Waits for what an upstream says next, and for nobody's reading: only the upstream's time counts."""

from collections.abc import AsyncGenerator
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

    async def next(self, source: AsyncGenerator[T, None], patience: float | None = None) -> T | None:
        """Return what comes next, or None at the end.

        Args:
            source: where it comes from.
            patience: seconds to wait for it; None: as long as the whole answer may take.

        Raises:
            ServiceError: the source failed or took too long; a defect of ours becomes an InternalError.
        """
        left = self.deadline - self.clock()
        seconds = left if patience is None else min(patience, left)
        try:
            with self._alarm.limit(0.0 if self.stop.requested else seconds):
                return await anext(source)
        except StopAsyncIteration:
            return None
        except ServiceError:
            raise
        except Rang:
            if self.stop.requested:
                raise ServiceStopping from None
            raise (DeadlineExceeded if patience is None or left <= patience else UpstreamTimeout) from None
        except Exception as error:
            raise InternalError(detail=repr(error)) from error
