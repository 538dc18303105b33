"""A server under measurement: its start, its processor time, its memory, its end."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 60.0
_USER, _SYSTEM = 11, 12
"""Where a process's times stand in /proc/PID/stat, behind its name."""


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
        return port


def exchange(port: int, request: bytes, end: bytes) -> bytes:
    """Send a request, and return everything up to the end of its answer.

    Raises:
        OSError: the server does not listen, or leaves before the end.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as connection:
        connection.sendall(request)
        answer = b""
        while not answer.endswith(end):
            data = connection.recv(1 << 16)
            if not data:
                raise ConnectionResetError(answer[:400])
            answer += data
        return answer


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """A running server. ``started`` is the time from its start to its first whole answer, in seconds."""

    process: subprocess.Popen[bytes]
    port: int
    started: float

    def cpu(self) -> float:
        """Return the seconds of processor time that it and its children have spent."""
        fields = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._tree())
        return sum(int(field[_USER]) + int(field[_SYSTEM]) for field in fields) / _TICKS

    def memory(self) -> float:
        """Return the memory that it and its children hold, in MB."""
        return sum(_resident(pid) for pid in self._tree()) / 1e6

    def _tree(self) -> list[int]:
        pids = [self.process.pid]
        for pid in pids:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                pids += map(int, task.read_text().split())
        return pids


@contextmanager
def running(
    argv: Sequence[str], port: int, request: bytes, *, end: bytes, env: Mapping[str, str]
) -> Iterator[ServerProcess]:
    """Start a server, wait until it has answered ``request`` once, and stop it at the end.

    Raises:
        TimeoutError: it does not answer within a minute.
    """
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - the servers that this benchmark compares
        argv,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _await_answer(port, request, end, began + _PATIENCE)
        yield ServerProcess(process, port, time.perf_counter() - began)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _await_answer(port: int, request: bytes, end: bytes, deadline: float) -> None:
    while True:
        try:
            exchange(port, request, end)
        except OSError:
            if time.perf_counter() > deadline:
                raise TimeoutError(f"nothing answers at port {port}") from None
            time.sleep(0.005)
        else:
            return


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024
