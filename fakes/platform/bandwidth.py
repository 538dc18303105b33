"""How fast an answer may stream."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Bandwidth:
    """As AWS shapes it: the first ``free`` bytes at once, then ``rate`` bytes a second."""

    free: int = 6 * _MB
    rate: int = 2 * _MB
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Shaper:
    """The bandwidth of one answer."""

    def __init__(self, bandwidth: Bandwidth | None) -> None:
        self._bandwidth = bandwidth
        self._sent = 0
        self._since: float | None = None

    async def take(self, size: int) -> None:
        """Wait until ``size`` more bytes may pass."""
        if self._bandwidth is None:
            return
        self._sent += size
        over = self._sent - self._bandwidth.free
        if over <= 0:
            return
        if self._since is None:
            self._since = self._bandwidth.clock()
        wait = self._since + over / self._bandwidth.rate - self._bandwidth.clock()
        if wait > 0:
            await self._bandwidth.sleep(wait)
