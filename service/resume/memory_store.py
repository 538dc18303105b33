"""Running streams in the memory of this process: for one process, and nothing else to install."""

from collections import deque
from types import TracebackType
from typing import Self

import anyio

from service.ids import Clock, monotonic
from service.resume.chat_key import chat_key
from service.resume.head import Head
from service.resume.limits import Limits
from service.resume.memory_log import Log
from service.resume.replay import Replay


class MemoryRecording:
    """A recording in memory; it is never lost. See Recording.

    Args:
        store: where it is.
        key: under which name.
        head: what its followers are told first.
        limit: bytes that are kept.
    """

    def __init__(self, store: "MemoryStore", key: str, head: Head, limit: int) -> None:
        self.stopped = anyio.Event()
        self.lost = anyio.Event()
        self.key = key
        self.head = head
        self.log = Log(limit)
        self._store = store

    def append(self, data: bytes) -> None:
        """Record one piece."""
        self.log.append(data)

    async def close(self) -> None:
        """End the stream."""
        if not self.log.ended:
            self.log.end()
            self._store.ended(self)


class MemoryStore:
    """See StreamStore. What is over is forgotten when the store is next asked for anything.

    Args:
        limits: how much is kept, and for how long.
        clock: where time comes from.
    """

    def __init__(self, limits: Limits, clock: Clock = monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._current: dict[str, MemoryRecording] = {}
        self._over: deque[tuple[float, MemoryRecording]] = deque()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget everything."""
        self._current.clear()
        self._over.clear()

    async def open(self, chat_id: str, head: Head) -> MemoryRecording:
        """Begin a stream."""
        self._forget_what_is_over()
        key = chat_key(chat_id)
        recording = self._current[key] = MemoryRecording(self, key, head, self._limits.max_bytes)
        return recording

    async def follow(self, chat_id: str) -> Replay | None:
        """Return the chat's stream, or None."""
        self._forget_what_is_over()
        recording = self._current.get(chat_key(chat_id))
        if recording is None or not recording.log.whole:
            return None
        return Replay(head=recording.head, pieces=recording.log.read())

    async def stop(self, chat_id: str) -> bool:
        """Ask the chat's producer to end its stream."""
        recording = self._current.get(chat_key(chat_id))
        if recording is None or recording.log.ended:
            return False
        recording.stopped.set()
        return True

    def ended(self, recording: MemoryRecording) -> None:
        """Take notice of a recording's end."""
        self._over.append((self._clock() + self._limits.grace, recording))
        self._forget_what_is_over()

    def _forget_what_is_over(self) -> None:
        while self._over and self._over[0][0] <= self._clock():
            _, recording = self._over.popleft()
            if self._current.get(recording.key) is recording:
                del self._current[recording.key]
