"""Waits for what an upstream says next, and for nobody's reading: only the upstream's time counts."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import TypeVar

import anyio

from service.errors import DeadlineExceeded, InternalError, ServiceError, ServiceStopping
from service.ids import Clock
from service.stop import Stop
from service.upstream_errors import UpstreamTimeout

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The waits of one answer.

    Attributes:
        clock: what time it is, in seconds.
        deadline: when the whole answer is to be over, by that clock.
        stop: ends every wait when the service stops.
    """

    clock: Clock
    deadline: float
    stop: Stop

    async def next(self, source: AsyncGenerator[T, None], patience: float | None = None) -> T | None:
        """Return what comes next, or None at the end.

        Args:
            source: where it comes from.
            patience: seconds to wait for it; None: as long as the whole answer may take.

        Raises:
            ServiceError: the source failed or took too long; a defect of ours becomes an InternalError.
        """
        left = self.deadline - self.clock()
        with anyio.move_on_after(left if patience is None else min(patience, left)) as scope:
            self.stop.enter(scope)
            try:
                return await anext(source, None)
            except ServiceError:
                raise
            except Exception as error:
                raise InternalError(detail=repr(error)) from error
            finally:
                self.stop.leave(scope)
        if self.stop.requested:
            raise ServiceStopping
        raise DeadlineExceeded if patience is None or left <= patience else UpstreamTimeout
