"""An ASGI application's lifespan on Lambda: begun by the first invocation, never ended, as Lambda tells nobody."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from service.awslambda.asgi import ASGIApp, Message, Send

_logger = logging.getLogger("tokenwire.awslambda")


class StartupFailed(RuntimeError):
    """The application said that it can't start, and why."""


class Lifespan:
    """Runs the application's lifespan, if it has one. Source: ASGI 3.0, lifespan protocol."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._task: asyncio.Task[None] | None = None
        self._state: dict[str, Any] = {}

    async def state(self) -> dict[str, Any]:
        """Return what the application left for its requests; the first call starts it.

        Raises:
            StartupFailed: and the next call tries again.
        """
        if self._task is None:
            said: asyncio.Queue[Message] = asyncio.Queue()
            self._task = asyncio.ensure_future(self._run(said.put))
            first = await said.get()
            if first["type"] == "lifespan.startup.failed":
                self._task = None
                raise StartupFailed(first.get("message") or "the application can't start")
        return dict(self._state)

    async def _run(self, send: Send) -> None:
        starting = asyncio.Event()

        async def receive() -> Message:
            if starting.is_set():
                # The shutdown never comes.
                await asyncio.get_running_loop().create_future()
            starting.set()
            return {"type": "lifespan.startup"}

        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self._state}
        try:
            await self._app(scope, receive, send)
        except Exception:
            _logger.debug("the application has no lifespan", exc_info=True)
        # For an application that returns without a word.
        await send({"type": "lifespan.startup.complete"})
