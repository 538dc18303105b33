"""A runtime as a process of the operating system, in a group of its own."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from fakes.platform.memory import peak_memory

_DRAIN_SECONDS = 1.0
_WORDS: Mapping[int, str] = {signal.SIGKILL: "killed", signal.SIGSEGV: "segmentation fault", signal.SIGABRT: "aborted"}


class Observer(Protocol):
    """Who wants to know about a process."""

    def printed(self, data: bytes) -> None:
        """Take what it printed."""
        ...

    def exited(self) -> None:
        """Take note that it ended."""
        ...


class RuntimeProcess(asyncio.SubprocessProtocol):
    """Starts, watches and kills a runtime with everything that it has started."""

    _transport: asyncio.SubprocessTransport

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self.peak: int | None = None
        self.exited = asyncio.Event()
        self._closed = asyncio.Event()

    @classmethod
    async def start(
        cls, command: Sequence[str], environ: Mapping[str, str], cwd: Path, observer: Observer
    ) -> "RuntimeProcess":
        """Start a process.

        Raises:
            OSError: there is no such program or directory.
        """
        _, process = await asyncio.get_running_loop().subprocess_exec(
            lambda: cls(observer),
            *command,
            env=environ,
            cwd=cwd,
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        return process

    @property
    def pid(self) -> int:
        """The process's id, and its group's."""
        return self._transport.get_pid()

    def look(self) -> int | None:
        """Look at the memory now; return the most that was ever seen, None when this machine does not tell."""
        seen = peak_memory(self.pid)
        if seen is not None:
            self.peak = max(seen, self.peak or 0)
        return self.peak

    def ending(self) -> str:
        """Return how it ended, in the words of Lambda."""
        code = self._transport.get_returncode()
        if not code:
            return "Runtime exited without providing a reason"
        if code < 0:
            return f"Runtime exited with error: signal: {_WORDS.get(-code) or signal.Signals(-code).name}"
        return f"Runtime exited with error: exit status {code}"

    async def kill(self) -> None:
        """End the whole group, and return when it is gone and what it printed is read."""
        self._kill_group()
        await self.exited.wait()
        # Somebody who left the group may hold the pipes.
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                await self._closed.wait()
        self._transport.close()
        await self._closed.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the process."""
        assert isinstance(transport, asyncio.SubprocessTransport)  # noqa: S101 - asyncio gives nothing else
        self._transport = transport

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 - both go the same way
        """Take what it printed."""
        self._observer.printed(data)

    def process_exited(self) -> None:
        """Note that it ended, and end what it left behind."""
        self._kill_group()
        self.exited.set()
        self._observer.exited()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the end is the end
        """Note that nothing more will be printed."""
        self._closed.set()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
