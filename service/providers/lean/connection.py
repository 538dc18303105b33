"""A connection to a server: one request at a time, and its response as it arrives."""

import asyncio
from collections.abc import Awaitable
from typing import Final, cast

from service.errors import UpstreamError
from service.providers.lean.reply import Garbled, Reply
from service.upstream_errors import UpstreamReset, UpstreamTimeout

MAX_HEAD_BYTES: Final = 64 * 1024
"""A head is not longer than this, and one read."""

MAX_WAITING_BYTES: Final = 64 * 1024
"""Of a body that nobody reads, no more is taken than this, and one read: then the server has to wait."""


_READS_BETWEEN_CHECKPOINTS: Final = 32


async def _checkpoint() -> None:
    from anyio.lowlevel import checkpoint_if_cancelled  # noqa: PLC0415 - no first token waits for its import

    await checkpoint_if_cancelled()


class Connection(asyncio.Protocol):
    """Iterated it is the body of the response, one piece a read: what arrived together is one piece.

    Args:
        silence: seconds without a byte after which the server has failed.
    """

    def __init__(self, silence: float) -> None:
        self.reply = Reply()
        self.reply.done = True
        self.heard = False
        """Whether anything came in answer to the request."""
        self.idle_since = 0.0
        self._silence = silence
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._failure: UpstreamError | None = None
        self._waiter: asyncio.Future[bytes] | None = None
        self._reads = False
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._paused = False
        self._head_bytes = 0
        self._asked = 0

    @property
    def reusable(self) -> bool:
        """Whether another request may be sent."""
        return self._transport is not None and self._failure is None and self.reply.done and self.reply.keeps

    def ask(self, request: bytes) -> None:
        """Send a request; its response takes the place of the one before."""
        self.reply = Reply()
        self.heard = False
        self._head_bytes = 0
        if self._transport is None:
            self._failure = UpstreamReset(detail="the connection was closed as soon as it was open")
        else:
            self._transport.write(request)

    async def head(self) -> Reply:
        """Return the response, once its head is there.

        Raises:
            UpstreamReset: the connection broke, or this is not HTTP.
            UpstreamTimeout: nothing came.
        """
        while not self.reply.headed:
            if self._failure is not None:
                raise self._failure
            await self._expected(reads=False)
        return self.reply

    def __aiter__(self) -> "Connection":
        return self

    def __anext__(self) -> Awaitable[bytes]:
        """Return what has arrived of the body, waiting for something if nothing has.

        Raises:
            UpstreamError: as above; what came before is returned first.
        """
        # anyio cancels nobody whose wait is over already, which in a flood it always is. Asking is as dear as waiting.
        self._asked += 1
        reply = self.reply
        if reply.size or reply.done or self._failure is not None or not self._asked % _READS_BETWEEN_CHECKPOINTS:
            return self._read()
        # What is waited for is the bytes themselves: with each token, a frame that takes them would cost as much again.
        return self._expected(reads=True)

    def close(self) -> None:
        """Close it at once, whatever is still on its way."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hear that it is open."""
        # uvloop's is one in all but name.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take what arrived."""
        reply = self.reply
        self.heard = True
        try:
            reply.feed(data)
        except Garbled as error:
            self._fail(UpstreamReset(detail=f"not HTTP: {error}"))
            return
        if not reply.headed:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._fail(UpstreamReset(detail="an endless head"))
                return
        self._wake()
        if reply.size > MAX_WAITING_BYTES and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def eof_received(self) -> None:
        """Hear that the server sends no more; the transport then closes itself."""
        self.connection_lost(None)

    def connection_lost(self, error: Exception | None) -> None:
        """Hear that it is closed."""
        if self._failure is None and not (self.reply.end() if error is None else self.reply.done):
            self._failure = UpstreamReset(detail=f"the connection was lost: {error!r}")
        self.reply.keeps = False
        self.close()
        self._wake()

    def _fail(self, failure: UpstreamError) -> None:
        self._failure = self._failure or failure
        self.close()
        self._wake()

    @property
    def _is_settled(self) -> bool:
        """Whether there is something to say to who reads: bytes, the end, or a failure."""
        return self.reply.size > 0 or self.reply.done or self._failure is not None

    async def _read(self) -> bytes:
        if not self._asked % _READS_BETWEEN_CHECKPOINTS:
            await _checkpoint()
        return self._taken() if self._is_settled else await self._expected(reads=True)

    def _taken(self) -> bytes:
        """Return what there is to read; what came before a failure or the end is first."""
        if self.reply.size:
            data = self.reply.take()
            if self._paused and self._transport is not None:
                self._paused = False
                self._transport.resume_reading()
            return data
        raise self._end()

    def _end(self) -> Exception:
        """Return what who reads is told when there are no bytes, and there will be none."""
        return StopAsyncIteration() if self.reply.done or self._failure is None else self._failure

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is None or waiter.done():
            return
        if not self._reads:
            waiter.set_result(b"")
        elif self.reply.size:
            waiter.set_result(self._taken())
        elif self._is_settled:
            waiter.set_exception(self._end())

    def _expected(self, *, reads: bool) -> asyncio.Future[bytes]:
        """Return what is done when something happens; for who reads: what there is to read."""
        self._deadline = self._loop.time() + self._silence
        if self._timer is None:
            self._timer = self._loop.call_at(self._deadline, self._look)
        self._reads = reads
        self._waiter = self._loop.create_future()
        return self._waiter

    def _look(self) -> None:
        """Look whether it has been silent for too long; one timer serves many waits, which are many more."""
        self._timer = None
        if self._waiter is None or self._waiter.done():
            return
        if self._loop.time() < self._deadline:
            self._timer = self._loop.call_at(self._deadline, self._look)
        else:
            self._fail(UpstreamTimeout(detail=f"nothing came for {self._silence:g} seconds"))
