"""One call with curl, watched: what comes back, and when."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.images.command import CommandFailed

_MOST_SECONDS = "120"

Seen = Callable[[float, str], None]
"""Told a line and the seconds from the question to its arrival."""


@dataclass(frozen=True, slots=True)
class Call:
    """An answer.

    Attributes:
        body: all of it.
        lines: its lines, each with the seconds from the question to its last byte.
    """

    body: bytes
    lines: tuple[tuple[float, str], ...]


def ask(url: str, payload: Path, *, around: Sequence[str] = (), seen: Seen = lambda _at, _line: None) -> Call:
    """Post a file and return what curl wrote.

    Args:
        url: where to.
        payload: the JSON to send.
        around: a command that starts curl, such as ``nsenter``.
        seen: is told every line when it arrives.

    Raises:
        CommandFailed: curl is missing or failed.
    """
    if shutil.which("curl") is None:
        raise CommandFailed("curl is missing")
    command = [*around, "curl", "--silent", "--show-error", "--no-buffer", "--max-time", _MOST_SECONDS]
    command += ["--noproxy", "*", "--header", "content-type: application/json", "--data-binary", f"@{payload}", url]
    lines: list[tuple[float, str]] = []
    body = b""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as curl:
        for at, piece in _pieces(curl):
            body += piece
            fresh = [(at, line.decode(errors="replace")) for line in body.split(b"\n")[len(lines) : -1]]
            # An answer need not end with a line's end, but only its end shows that this one doesn't.
            if not piece and (rest := body.rpartition(b"\n")[2]):
                fresh.append((at, rest.decode(errors="replace")))
            lines += fresh
            for moment, line in fresh:
                seen(moment, line)
    if curl.returncode:
        raise CommandFailed(f"curl ended with code {curl.returncode}")
    return Call(body, tuple(lines))


def _pieces(curl: "subprocess.Popen[bytes]") -> Iterator[tuple[float, bytes]]:
    """Yield what arrives with the seconds since now; the last piece is empty."""
    started = time.monotonic()
    piece = b"."
    while piece and curl.stdout is not None:
        piece = os.read(curl.stdout.fileno(), 65_536)
        yield time.monotonic() - started, piece
