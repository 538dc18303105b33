"""A command as a client."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import IO

from fakes.model.torture.client import Ending
from fakes.model.torture.environment import CLEARED
from fakes.model.torture.target import Target

BASE_URL = "{base_url}"
"""What is replaced by the target's base URL in a command's arguments."""


class CommandClient:
    """Starts a command with the environment that leads every client to the target, in a process group of its own.

    What it prints goes into a file: neither a full pipe nor a grandchild that keeps it open holds anybody up.
    """

    def __init__(self, argv: Sequence[str]) -> None:
        self._argv = tuple(argv)

    async def start(self, target: Target) -> "CommandRun":
        """Start it.

        Raises:
            OSError: it cannot be started.
        """
        _hear_interrupts()
        inherited = {name: value for name, value in os.environ.items() if name not in CLEARED}
        argv = (argument.replace(BASE_URL, target.base_url) for argument in self._argv)
        with ExitStack() as files:
            output, errors = (files.enter_context(tempfile.TemporaryFile()) for _ in range(2))
            process = await asyncio.create_subprocess_exec(
                *argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env={**inherited, **target.env},
                start_new_session=True,
            )
            files.pop_all()
        return CommandRun(process, output, errors)


class CommandRun:
    """A command at work."""

    def __init__(self, process: asyncio.subprocess.Process, output: IO[bytes], errors: IO[bytes]) -> None:
        self._process = process
        self._output = output
        self._errors = errors
        self.task = asyncio.ensure_future(self._ended())

    def interrupt(self) -> None:
        """Send what Ctrl-C sends, to the whole group."""
        self._signal(signal.SIGINT)

    async def kill(self) -> None:
        """End the group: also those whom the command has left behind."""
        self._signal(signal.SIGKILL)
        await asyncio.wait({self.task})
        self._output.close()
        self._errors.close()

    def _signal(self, number: signal.Signals) -> None:
        # The group has the number of its first process, and keeps it as long as any of it lives.
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    async def _ended(self) -> Ending:
        code = await self._process.wait()
        how = f"exit {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
        if code and (last := _text(self._errors).strip().rpartition("\n")[2]):
            how = f"{how}: {last}"
        return Ending(code == 0, _text(self._output), how)


def _hear_interrupts() -> None:
    """Undo that interrupts are ignored, as in what a shell runs in the background: a command would inherit it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
