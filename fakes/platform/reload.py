"""New code, new sandboxes: watches the function's Python files."""

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from fakes.platform.log import Log


class Reload:
    """Calls ``changed`` whenever a Python file under ``root`` is another."""

    def __init__(self, root: Path, changed: Callable[[], Awaitable[None]], log: Log) -> None:
        self._root = root
        self._changed = changed
        self._log = log
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def stop(self) -> None:
        """Watch no longer."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)

    async def _watch(self) -> None:
        # Who does not watch should not wait for its import.
        watchfiles = importlib.import_module("watchfiles")
        async for changes in watchfiles.awatch(self._root, watch_filter=watchfiles.PythonFilter()):
            names = sorted({str(Path(path).relative_to(self._root)) for _, path in changes})
            self._log.line(f"RELOAD {' '.join(names)}")
            await self._changed()
