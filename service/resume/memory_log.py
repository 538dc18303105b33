"""The bytes of one stream in memory, and the waiting for more of them."""

from collections.abc import AsyncGenerator

import anyio

from service.resume.batch import batch
from service.resume.replay import Interrupted


class Log:
    """Grows at its end, and loses its start where it grows too long; any number may read.

    Args:
        limit: bytes that are kept, and never less than the last piece.
    """

    def __init__(self, limit: int) -> None:
        self.ended = False
        self._limit = limit
        self._pieces: list[bytes] = []
        self._dropped = 0
        self._kept = 0
        self._total = 0
        self._changed = anyio.Event()

    @property
    def whole(self) -> bool:
        """Whether everything is still here, from the first byte."""
        return self._total <= self._limit

    def append(self, data: bytes) -> None:
        """Add a piece."""
        if self.ended or not data:
            return
        self._pieces.append(data)
        self._kept += len(data)
        self._total += len(data)
        superfluous = 0
        while self._kept - len(self._pieces[superfluous]) >= self._limit:
            self._kept -= len(self._pieces[superfluous])
            superfluous += 1
        del self._pieces[:superfluous]
        self._dropped += superfluous
        self._wake()

    def end(self) -> None:
        """Let readers come to an end."""
        self.ended = True
        self._wake()

    async def read(self) -> AsyncGenerator[bytes, None]:
        """Yield everything from the start, then what is added, until the end.

        Raises:
            Interrupted: the reader was so slow that what it needs next is gone.
        """
        position = 0
        while True:
            if position < self._dropped:
                raise Interrupted("fell behind")
            if arrived := batch(self._pieces, position - self._dropped):
                position += len(arrived)
                yield b"".join(arrived)
            elif self.ended:
                return
            else:
                await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()
