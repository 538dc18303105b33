"""The way of an answer's chunks from the runtime to the client: one at a time, so a slow client slows the runtime."""

import asyncio


class Pipe:
    """Holds at most one chunk. One side puts, the other iterates."""

    def __init__(self) -> None:
        self._chunk = b""
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._closed = False
        self._abandoned = False

    async def put(self, chunk: bytes) -> None:
        """Hand over a chunk that is not empty, once the one before has been taken."""
        await self._room.wait()
        if not self._abandoned:
            self._room.clear()
            self._chunk = chunk
            self._news.set()

    def close(self) -> None:
        """End the iteration behind what was put."""
        self._closed = True
        self._news.set()

    def abandon(self) -> None:
        """Say that nobody reads on: what comes is thrown away."""
        self._abandoned = True
        self._room.set()

    def __aiter__(self) -> "Pipe":
        return self

    async def __anext__(self) -> bytes:
        await self._news.wait()
        chunk, self._chunk = self._chunk, b""
        if not chunk:
            raise StopAsyncIteration
        if not self._closed:
            self._news.clear()
        self._room.set()
        return chunk
