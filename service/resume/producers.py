"""The streams that this process produces: each outlives its client, none outlives the service."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import anyio
import anyio.abc

from service.resume.backlog import Backlog
from service.resume.production import LastWord, Production, Source
from service.resume.store import Recording

Send = Callable[[bytes], Awaitable[None]]


class Producers:
    """Runs productions between the start and the end of the service; to be entered as a context.

    Args:
        grace: seconds that running productions get to finish when the service stops; then they are ended on purpose.
        backlog: bytes that a client may be behind before its production waits for it.
    """

    def __init__(self, *, grace: float, backlog: int) -> None:
        self._grace = grace
        self._backlog = backlog
        self._running: set[Production] = set()
        self._resources = AsyncExitStack()
        self._tasks: anyio.abc.TaskGroup | None = None

    async def __aenter__(self) -> Self:
        self._tasks = await self._resources.enter_async_context(anyio.create_task_group())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what runs; what has not ended when the grace is over is ended."""
        self._tasks = None
        try:
            with anyio.move_on_after(self._grace):
                while self._running:
                    await next(iter(self._running)).over.wait()
        finally:
            for production in self._running:
                production.end()
            await self._resources.aclose()

    async def produce(self, source: Source, recording: Recording, send: Send, *, last_word: LastWord) -> None:
        """Produce a stream, recorded, and send it piece by piece until it ends.

        Cancelling this, or an error of ``send``, means that the client left: the production goes on for those who
        follow. It is ended on purpose when ``recording.stopped`` is set, when the service stops, and when the client
        left a stream that can't be recorded.

        Args:
            source: the encoded stream; it is this method's to close.
            recording: it is this method's to close.
            send: writes one piece to the client; its first call is the commit point.
            last_word: what is written and recorded last if the source did not come to its end; asked at most once,
                also when the client is gone, so it is also the place to log the error.

        Raises:
            Exception: the source's, if it broke before its first piece; nothing has been sent.
            RuntimeError: the service does not run.
        """
        if self._tasks is None:
            raise RuntimeError("streams are produced while the service runs, between its lifespan's start and end")
        backlog = Backlog(self._backlog)
        production = Production(source, recording, backlog, last_word)
        self._running.add(production)
        self._tasks.start_soon(self._run, production)
        try:
            async for piece in backlog:
                await send(piece)
        finally:
            backlog.leave()

    async def _run(self, production: Production) -> None:
        try:
            await production.run()
        finally:
            self._running.discard(production)
