"""AWS's own runtime interface emulator: a real binary of Lambda's, which takes one request at a time and buffers it."""

import http.client
import os
import platform
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from scripts.images import locked
from scripts.images.process import Process

_FILES = {"x86_64": "aws-lambda-rie-x86_64", "aarch64": "aws-lambda-rie-arm64"}
_PATIENCE = 60.0
_GRACE = 10.0


def fetch(folder: Path) -> Path:
    """Put the binary into a folder, out of the wheel of AWS's command line tool.

    Raises:
        CommandFailed: the wheel can't be had.
    """
    binary = folder / "aws-lambda-rie"
    with tempfile.TemporaryDirectory(dir=folder) as unpacked:
        locked.install("rie.txt", Path(unpacked))
        # A copy: what is unpacked may be one file with the installer's cache, whose mode is not ours to change.
        shutil.copyfile(Path(unpacked, "samcli", "local", "rapid", _FILES[platform.machine()]), binary)
    binary.chmod(0o755)
    return binary


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator."""

    port: int

    def invoke(self, event: bytes) -> bytes:
        """Return the answer to one invocation. The emulator crashes on a second one at the same time."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request("POST", "/2015-03-31/functions/function/invocations", event)
            return connection.getresponse().read()
        finally:
            connection.close()


def arguments(port: int, runtime_port: int) -> list[str]:
    """Return the emulator's arguments; a command follows them.

    Both addresses have to be given: by default one of them is open to the whole network.
    """
    return [
        *("--log-level", "error"),
        *("--runtime-interface-emulator-address", f"127.0.0.1:{port}"),
        *("--runtime-api-address", f"127.0.0.1:{runtime_port}"),
    ]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number: int = listener.getsockname()[1]
        return number


@contextmanager
def emulating(binary: Path, command: Sequence[str], environ: Mapping[str, str], log: IO[bytes]) -> Iterator[Emulator]:
    """Run the emulator with a runtime's command, and end both afterwards."""
    port = free_port()
    process = subprocess.Popen(
        [str(binary), *arguments(port, free_port()), *command],
        env={**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "function", "AWS_LAMBDA_FUNCTION_TIMEOUT": "60", **environ},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(port)
        yield Emulator(port)
    finally:
        Process.of(process.pid).end(_GRACE)
        process.wait()


def wait_for(port: int) -> None:
    """Return when something listens there.

    Raises:
        TimeoutError: nothing does.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing listens on port {port}") from None
            time.sleep(0.05)
        else:
            return
