"""A real redis-server on a loopback port, from Debian's package, which is installed where that is possible."""

import functools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_PATIENCE = 30.0
"""Seconds until a server that does not answer never will."""

_ATTEMPTS = 5
"""Another program may take a free port before the server does."""


@dataclass(frozen=True)
class RedisServer:
    """A server that runs."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()


@functools.cache
def obstacle() -> str | None:
    """Return why there is no redis-server here, having tried to install it; None if there is one."""
    if shutil.which("redis-server") is not None:
        return None
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return "redis-server is missing, and only root can install it with apt-get"
    install = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--no-install-recommends")
    for command in (("apt-get", "update"), (*install, "redis-server")):
        if subprocess.run((*command, "--quiet=2"), capture_output=True, check=False).returncode != 0:
            return "redis-server is missing, and apt-get could not install it"
    return None


@contextmanager
def running() -> Iterator[RedisServer]:
    """Run a server that writes nothing to disk."""
    with tempfile.TemporaryDirectory() as folder:
        port, process = _started(folder)
        try:
            yield RedisServer(f"redis://127.0.0.1:{port}", process)
        finally:
            process.kill()
            process.wait()


def _started(folder: str) -> tuple[int, subprocess.Popen[bytes]]:
    for _ in range(_ATTEMPTS):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", folder]
        process = subprocess.Popen([*command, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
        if _answers(process, port):
            return port, process
    raise AssertionError("redis-server did not start")


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                # Whoever else took the port has another process than this one, which then ends by itself.
                return connection.recv(16).startswith(b"+PONG") and process.poll() is None
        except OSError:
            time.sleep(0.01)
    process.kill()
    process.wait()
    return False
