"""A model server in a thread of its own, for tests that may or may not have an event loop."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import TypeVar

from fakes.model.server import ModelServer

Result = TypeVar("Result")


class Background:
    """Runs a server until it is stopped. Everything of the server's is touched in its thread only."""

    def __init__(self) -> None:
        self.server = ModelServer()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake-model", daemon=True)
        self._thread.start()
        self.wait(self.server.start())

    def wait(self, work: Coroutine[object, object, Result]) -> Result:
        """Run a coroutine in the server's loop, and wait for its result. What it raises is raised here."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def call(self, work: Callable[[], Result]) -> Result:
        """Call a function in the server's loop, and wait for its result. What it raises is raised here."""

        async def called() -> Result:
            return work()

        return self.wait(called())

    def stop(self) -> None:
        """Stop the server, which cuts off every client, and end the thread."""
        self.wait(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
