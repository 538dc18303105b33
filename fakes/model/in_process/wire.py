"""The bytes on their way to a client within the process."""

import asyncio
from collections.abc import Callable
from typing import Literal

CAPACITY = 64 * 1024
"""How many bytes the client's side holds before it has read them. What is more waits at the sender's."""

End = Literal["fin", "reset"]
"""How a wire ends: in order, or torn."""


class Wire:
    """One direction of a connection. ``on_read`` is called whenever the client has taken something.

    What has been put comes out before the end does, as from a kernel's buffers.
    """

    def __init__(self, on_read: Callable[[], None]) -> None:
        self._on_read = on_read
        self._data = bytearray()
        self._end: End | None = None
        self._news = asyncio.Event()

    @property
    def backlog(self) -> int:
        """How many bytes wait because the client's side is full."""
        return max(0, len(self._data) - CAPACITY)

    @property
    def readable(self) -> bool:
        """Whether the client would not have to wait."""
        return bool(self._data) or self._end is not None

    def put(self, data: bytes) -> None:
        """Send."""
        self._data += data
        self._news.set()

    def finish(self, end: End) -> None:
        """Send nothing more. The first end stands."""
        self._end = self._end or end
        self._news.set()

    def cut(self, end: End) -> None:
        """Send nothing more, and not even the backlog."""
        del self._data[CAPACITY:]
        self.finish(end)

    def leave(self) -> None:
        """Forget everything: the client has left, and reading further is its mistake."""
        self._data.clear()
        self.finish("reset")

    async def take(self, limit: int) -> bytes:
        """Wait for bytes, and return ``limit`` of them at most; none after the end.

        Raises:
            ConnectionResetError: the wire is torn.
        """
        while not self._data:
            if self._end == "reset":
                raise ConnectionResetError("the connection was reset")
            if self._end == "fin":
                return b""
            self._news.clear()
            await self._news.wait()
        data = bytes(self._data[:limit])
        del self._data[: len(data)]
        self._on_read()
        return data
