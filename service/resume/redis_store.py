"""Running streams in Redis: for more than one process. To be imported only where Redis is wanted."""

import logging
import secrets
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import anyio
import anyio.abc

from service.resume.head import Head
from service.resume.limits import Limits
from service.resume.redis_keys import Namespace, StreamKeys
from service.resume.redis_link import RedisLink, Unavailable
from service.resume.redis_pulse import Pulse
from service.resume.redis_recording import RedisRecording
from service.resume.replay import Interrupted, Replay

_logger = logging.getLogger("tokenwire.resume")

_BEATS = 3
"""Signs of life in the time after which silence means death."""

_STOP_SECONDS = 60.0
"""For how long a stop waits to be read."""


class RedisStore:
    """See StreamStore. Nothing is connected before the first stream; without Redis nothing can be resumed.

    Args:
        url: where Redis is.
        limits: how much is kept, and for how long.
        prefix: what the names of all keys begin with.
    """

    def __init__(self, url: str, limits: Limits, prefix: str = "tokenwire:resume") -> None:
        self._limits = limits
        self._names = Namespace(prefix=prefix)
        self._link = RedisLink(url)
        self._beat = limits.silence / _BEATS
        self._pulse = Pulse(self._link, self._names.stops, self._beat)
        self._resources = AsyncExitStack()
        self._tasks: anyio.abc.TaskGroup | None = None

    async def __aenter__(self) -> Self:
        self._tasks = await self._resources.enter_async_context(anyio.create_task_group())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave Redis; recordings that were not closed die there."""
        if self._tasks is not None:
            self._tasks.cancel_scope.cancel()
            self._tasks = None
        try:
            await self._resources.aclose()
        finally:
            with anyio.CancelScope(shield=True):
                await self._link.aclose()

    async def open(self, chat_id: str, head: Head) -> RedisRecording:
        """Begin a stream; it is lost from the start if Redis does not take it.

        Raises:
            RuntimeError: the store has not been entered.
        """
        if self._tasks is None:
            raise RuntimeError("a store is used while the service runs, between its lifespan's start and end")
        keys = self._names.keys(chat_id, secrets.token_hex(16))
        recording = RedisRecording(self._link, keys, self._limits)
        try:
            await self._link.open(keys, head.to_bytes(), self._limits.silence)
        except Unavailable as error:
            recording.lose(error)
        else:
            self._pulse.keep(recording, self._tasks)
        return recording

    async def follow(self, chat_id: str) -> Replay | None:
        """Return the chat's stream, or None, also where Redis does not answer."""
        try:
            if (keys := await self._current(chat_id)) is None:
                return None
            look = await self._link.look(keys)
        except Unavailable as error:
            _logger.warning("a stream can't be followed", extra={"detail": str(error)})
            return None
        if look is None or look.head is None:
            return None
        return Replay(head=Head.from_bytes(look.head), pieces=self._read(keys))

    async def stop(self, chat_id: str) -> bool:
        """Ask the chat's producer, wherever it runs, to end its stream; False also where Redis does not answer."""
        try:
            if (keys := await self._current(chat_id)) is None:
                return False
            look = await self._link.look(keys)
            if look is None or look.ended:
                return False
            await self._link.ask_to_stop(self._names.stops, keys.recording, _STOP_SECONDS)
        except Unavailable as error:
            _logger.warning("a stream can't be stopped", extra={"detail": str(error)})
            return False
        return True

    async def _current(self, chat_id: str) -> StreamKeys | None:
        recording = await self._link.current(self._names.current(chat_id))
        return None if recording is None else self._names.keys(chat_id, recording)

    async def _read(self, keys: StreamKeys) -> AsyncGenerator[bytes, None]:
        position = 0
        try:
            while True:
                arrived = await self._link.read(keys, position, self._beat)
                if not arrived and await self._link.look(keys) is None:
                    raise Interrupted("the producer died")
                pieces = [entry.data for entry in arrived if entry.data is not None]
                if arrived and position + sum(map(len, pieces)) != arrived[-1].end:
                    raise Interrupted("fell behind")
                if pieces:
                    position = arrived[-1].end
                    yield b"".join(pieces)
                if len(pieces) < len(arrived):
                    return
        except Unavailable as error:
            raise Interrupted(str(error)) from error
