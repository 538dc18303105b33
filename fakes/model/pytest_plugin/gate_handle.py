"""One gate, for a test."""

import asyncio

from fakes.model.gates import Gates
from fakes.model.pytest_plugin.background import Background


class GateHandle:
    """Opens a gate of a session, and waits until somebody stands before it."""

    def __init__(self, background: Background, gates: Gates, name: str) -> None:
        self.name = name
        self._background = background
        self._gates = gates

    def open(self) -> None:
        """Let everybody pass."""
        self._background.call(lambda: self._gates.open(self.name))

    def close(self) -> None:
        """Hold back those who come from now on."""
        self._background.call(lambda: self._gates.close(self.name))

    def awaited(self, seconds: float = 5.0) -> None:
        """Wait until a stream is held here. It stops the thread that calls it: a coroutine takes ``aawaited``.

        Raises:
            TimeoutError: nobody came within ``seconds``.
        """
        self._background.wait(self._gates.awaited(self.name, seconds))

    async def aawaited(self, seconds: float = 5.0) -> None:
        """Wait as ``awaited`` does, while the test's event loop goes on."""
        await asyncio.to_thread(self.awaited, seconds)
