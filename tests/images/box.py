"""A container of an image, running in a network of its own: no port of the host is taken, and no network is reached."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from scripts.images import buildah
from scripts.images.buildah import Container
from scripts.images.command import CommandFailed
from scripts.images.process import Process
from scripts.streaming import call
from scripts.streaming.call import Call, Seen
from tests.clients.progress import Update, arrives_progressively

_ALONE = ("unshare", "--net", sys.executable, str(Path(__file__).with_name("alone.py")))
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Looked:
    """An answer."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True)
class Box:
    """A running container.

    Attributes:
        container: the container.
        process: buildah's process.
        log: what it writes.
        folder: where payloads are put.
    """

    container: Container
    process: Process
    log: Path
    folder: Path

    @property
    def inside(self) -> Process:
        """The container's own first process."""
        found = buildah.inside(self.process)
        assert found is not None, self.log.read_text()
        return found

    @property
    def entering(self) -> list[str]:
        """What enters the container's network before a command of the host's."""
        return ["nsenter", f"--net=/proc/{self.process.pid}/ns/net"]

    def ask(self, url: str, body: object, *, seen: Seen = lambda _at, _line: None) -> Call:
        """Ask with curl."""
        with tempfile.NamedTemporaryFile("w", dir=self.folder, suffix=".json") as payload:
            json.dump(body, payload)
            payload.flush()
            return call.ask(url, Path(payload.name), around=self.entering, seen=seen)

    def look(self, url: str, *options: str) -> Looked:
        """Ask with curl for what is no stream."""
        asked = [*self.entering, "curl", "--silent", "--noproxy", "*", "--include", *options, url]
        head, _, body = subprocess.run(asked, capture_output=True, check=True).stdout.partition(b"\r\n\r\n")
        status, _, headers = head.partition(b"\r\n")
        return Looked(int(status.split()[1]), message_from_bytes(headers), body)

    def run(self, command: Sequence[str]) -> int:
        """Run a command in the container, beside what runs there, told what the image tells; return its exit code."""
        arguments = [*self.entering, "buildah", "run", "--isolation=chroot", self.container.name, "--", *command]
        return subprocess.run(arguments, capture_output=True, check=False).returncode

    def wait_for(self, url: str) -> None:
        """Return when something there speaks HTTP."""
        deadline = time.monotonic() + _PATIENCE
        asked = [*self.entering, "curl", "--silent", "--noproxy", "*", "--output", "/dev/null", url]
        while subprocess.run(asked, check=False).returncode:
            assert self.process.alive, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)


@contextmanager
def running(
    reference: str,
    folder: Path,
    environ: Mapping[str, str],
    *,
    command: Sequence[str] | None = None,
    options: Sequence[str] = (),
) -> Iterator[Box]:
    """Run an image's own command, or another, and clean up."""
    container = Container.of(reference)
    log = folder / "log"
    try:
        with log.open("wb") as written:
            started = container.start(
                command or buildah.command(reference), environ, written, options=options, around=_ALONE
            )
        process = Process.of(started.pid)
        try:
            yield Box(container, process, log, folder)
        finally:
            buildah.end(process)
            started.wait()
            print(log.read_text())
    finally:
        with suppress(CommandFailed):
            container.remove()


def streamed(answer: Call) -> bool:
    """Return whether the answer's text could be watched arriving."""
    updates, length = [], 0
    for at, line in answer.lines:
        if line.startswith("0:"):
            length += len(json.loads(line[2:]))
            updates.append(Update(at_ms=at * 1000, length=length))
    return arrives_progressively(updates, length)
