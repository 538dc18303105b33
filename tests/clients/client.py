"""A program of this folder, which has one conversation through real AI SDK client code."""

import json
import subprocess
from dataclasses import dataclass

from .node import FOLDER
from .report import Report

PROGRAMS = ("use_chat.mjs", "call_chat_api.mjs")

_TIMEOUT_MS = 60_000
_START_SECONDS = 30


class ProgramFailed(Exception):
    """The program itself failed, which is not the same as an error that the client reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A program, and the endpoint that it talks to."""

    program: str
    api: str

    def talk(self, message: str, **options: object) -> Report:
        """Have one conversation; the options are those of ``arguments.mjs``.

        Raises:
            ProgramFailed: with what the program wrote to stderr.
        """
        argument = json.dumps({"timeoutMs": _TIMEOUT_MS, **options, "api": self.api, "message": message})
        done = subprocess.run(
            ["node", self.program, argument],
            cwd=FOLDER,
            capture_output=True,
            # Not text: the platform's encoding is not always UTF-8, Node's is.
            timeout=_TIMEOUT_MS / 1000 + _START_SECONDS,
            check=False,
        )
        if done.returncode:
            raise ProgramFailed(done.stderr.decode())
        return Report.parse(done.stdout.decode())
