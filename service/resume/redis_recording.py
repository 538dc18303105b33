"""A stream that is written to Redis behind its producer's back, so that a slow Redis slows no answer."""

import logging

import anyio

from service.resume.batch import LARGEST, batch
from service.resume.limits import Limits
from service.resume.redis_keys import StreamKeys
from service.resume.redis_link import Entry, RedisLink, Unavailable

_logger = logging.getLogger("tokenwire.resume")

_LAST_WRITE = 5.0
"""Seconds that Redis gets to take the rest of a recording."""

_DRAIN = 60.0
"""Seconds that a follower may be behind a finished stream's end."""

_GONE = Unavailable("the recording is gone")


class RedisRecording:
    """A recording in Redis; what goes wrong loses the recording, with one log line, and nothing else. See Recording.

    Args:
        link: how to reach Redis.
        keys: where it is.
        limits: how much is kept, and for how long.
    """

    def __init__(self, link: RedisLink, keys: StreamKeys, limits: Limits) -> None:
        self.stopped = anyio.Event()
        self.lost = anyio.Event()
        self.keys = keys
        self._link = link
        self._limits = limits
        self._pending: list[bytes] = []
        self._pending_size = 0
        self._end = 0
        self._closing = False
        self._news = anyio.Event()
        self._written = anyio.Event()

    def append(self, data: bytes) -> None:
        """Record one piece."""
        if not data or self._closing or self.lost.is_set():
            return
        if self._pending_size > max(self._limits.max_bytes, LARGEST):
            self.lose(Unavailable("Redis is too slow"))
            return
        self._pending.append(data)
        self._pending_size += len(data)
        self._news.set()

    async def close(self) -> None:
        """End the stream, once Redis has it all."""
        self._closing = True
        self._news.set()
        with anyio.move_on_after(_LAST_WRITE, shield=True) as patience:
            await self._written.wait()
        if patience.cancelled_caught:
            self.lose(Unavailable("Redis did not take the rest in time"))

    def lose(self, why: Unavailable) -> None:
        """Give the recording up."""
        if not self.lost.is_set():
            self.lost.set()
            self._pending.clear()
            self._written.set()
            self._news.set()
            _logger.warning("a stream can't be resumed", extra={"detail": str(why)})

    async def write(self) -> None:
        """Write what is appended, until the end or until the recording is lost."""
        try:
            while not self.lost.is_set():
                if self._pending:
                    await self._write_some()
                elif self._closing:
                    await self._write_end()
                    return
                else:
                    await self._news.wait()
                    self._news = anyio.Event()
        except Unavailable as error:
            self.lose(error)
        finally:
            self._written.set()

    async def beat(self) -> None:
        """Say that the producer lives.

        Raises:
            Unavailable: Redis can't be told now, which does no harm yet.
        """
        if not await self._link.beat(self.keys, self._limits.silence):
            self.lose(_GONE)

    async def _write_some(self) -> None:
        pieces = batch(self._pending)
        data = b"".join(pieces)
        del self._pending[: len(pieces)]
        self._pending_size -= len(data)
        self._end += len(data)
        if not await self._link.append(self.keys, Entry(end=self._end, data=data), self._limits.max_bytes):
            raise _GONE

    async def _write_end(self) -> None:
        if not await self._link.close(self.keys, self._end, grace=self._limits.grace, drain=_DRAIN):
            raise _GONE
