"""The program of this folder, running one generation's client; a process that has one conversation after another."""

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Timer
from typing import IO, Any

from .generation import Generation
from .node import FOLDER

_PATIENCE = 240.0
"""Seconds until a batch that is not done never will be; each conversation in it has a limit of its own."""


class ProgramFailed(Exception):
    """The program itself failed, which is not the same as an error that the client reports."""


class Program:
    """``program.mjs``, started when it is first asked."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._process: subprocess.Popen[bytes] | None = None
        self._stderr: IO[bytes] | None = None

    def run(self, conversations: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
        """Have these conversations and return their reports.

        Raises:
            ProgramFailed: with what the program says.
        """
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        watchdog = Timer(_PATIENCE, process.kill)
        watchdog.start()
        try:
            process.stdin.write(f"{json.dumps(conversations)}\n".encode())
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = b""
        finally:
            watchdog.cancel()
        if not line:
            raise ProgramFailed(self._last_words())
        outcomes = json.loads(line)
        for outcome in outcomes:
            if "failed" in outcome:
                raise ProgramFailed(outcome["failed"])
        return [outcome["report"] for outcome in outcomes]

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is None or self._stderr is None:
            return
        with suppress(BrokenPipeError):
            self._process.communicate()
        self._stderr.close()
        self._process = self._stderr = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - close() is told
            self._process = subprocess.Popen(
                ["node", "program.mjs", self.generation.name],
                cwd=FOLDER,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
            )
        return self._process

    def _last_words(self) -> str:
        assert self._process is not None
        assert self._stderr is not None
        code = self._process.wait()
        self._stderr.seek(0)
        words = self._stderr.read().decode(errors="replace")
        self.close()
        return f"the program of {self.generation} ended with {code}: {words}"


@dataclass(frozen=True, slots=True)
class Programs:
    """At most one process a generation."""

    _running: dict[Generation, Program] = field(default_factory=dict)

    def of(self, generation: Generation) -> Program:
        """Return the generation's program."""
        return self._running.setdefault(generation, Program(generation))

    def close(self) -> None:
        """End all of them."""
        for program in self._running.values():
            program.close()
