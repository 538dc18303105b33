"""Pieces on their way to one client, which may be slow, and may leave."""

from collections import deque

import anyio


class Backlog:
    """A queue of bytes. Its producer waits only when the client is far behind, and never for one that left.

    Args:
        limit: bytes that may wait.
    """

    def __init__(self, limit: int) -> None:
        self.left = anyio.Event()
        self.begun = False
        """Whether there was ever anything to take."""
        self._limit = limit
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._over = False
        self._error: Exception | None = None
        self._changed = anyio.Event()

    def add(self, data: bytes) -> None:
        """Queue a piece, however much waits; nothing behind the end, and nothing for a client that left."""
        if data and not self._over and not self.left.is_set():
            self.begun = True
            self._pieces.append(data)
            self._size += len(data)
            self._wake()

    async def put(self, data: bytes) -> None:
        """Queue a piece, then wait until no more than the limit is queued, or until the client left."""
        self.add(data)
        while self._size > self._limit:
            await self._changed.wait()

    def end(self, error: Exception | None = None) -> None:
        """Let the client come to an end, or to an error. Only the first time counts."""
        if not self._over:
            self._over, self._error = True, error
            self._wake()

    def leave(self) -> None:
        """Say that nobody takes any more."""
        self.left.set()
        self._pieces.clear()
        self._size = 0
        self._wake()

    def __aiter__(self) -> "Backlog":
        return self

    async def __anext__(self) -> bytes:
        while not self._pieces and not self._over:
            await self._changed.wait()
        if self._pieces:
            data = self._pieces.popleft()
            self._size -= len(data)
            self._wake()
            return data
        if self._error is not None:
            raise self._error
        raise StopAsyncIteration

    def _wake(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()
