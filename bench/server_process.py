"""A server under measurement: its start, its processor time, its memory, its end."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 60.0
_BETWEEN_TRIES = 0.002
_USER, _SYSTEM = 11, 12
"""Where a process's times stand in /proc/PID/stat, behind its name."""

_T = TypeVar("_T")


class ServerDied(OSError):
    """The server has ended by itself; the message holds its last words."""


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
    """A running server. ``began`` is when it was started, on the performance counter."""

    process: subprocess.Popen[bytes]
    port: int
    began: float
    said: IO[bytes]

    def greeted(self, greet: Callable[[int], _T]) -> _T:
        """Return what ``greet`` returns for the port; it is tried again until it finds the server there.

        Raises:
            ServerDied: there will be none.
            TimeoutError: there is none within a minute.
        """
        while True:
            try:
                return greet(self.port)
            except ConnectionError:
                self.check()
                if time.perf_counter() > self.began + _PATIENCE:
                    raise TimeoutError(f"nothing answers at port {self.port}") from None
                time.sleep(_BETWEEN_TRIES)

    def check(self, seconds: float = 0.0) -> None:
        """Look whether it still runs; it gets so many seconds to end.

        Raises:
            ServerDied: it does not.
        """
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
            self.said.seek(0)
            raise ServerDied(f"status {self.process.returncode}: {self.said.read()[-600:].decode(errors='replace')}")

    def cpu(self) -> float:
        """Return the seconds of processor time that it and its children have spent."""
        fields = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._tree())
        return sum(int(field[_USER]) + int(field[_SYSTEM]) for field in fields) / _TICKS

    def memory(self) -> float:
        """Return the memory that it and its children hold, in MB."""
        return self._sum_of("VmRSS")

    def peak_memory(self) -> float:
        """Return the most memory that it and its children have held since ``forget_peak``, in MB."""
        return self._sum_of("VmHWM")

    def forget_peak(self) -> None:
        """Let the peak be what is held now."""
        for pid in self._tree():
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def run_on(self, cores: set[int]) -> None:
        """Let all its threads run on these cores only."""
        for pid in self._tree():
            for task in Path(f"/proc/{pid}/task").iterdir():
                os.sched_setaffinity(int(task.name), cores)

    def _sum_of(self, name: str) -> float:
        return sum(_status(pid, name) for pid in self._tree()) / 1e6

    def _tree(self) -> list[int]:
        pids = [self.process.pid]
        for pid in pids:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                pids += map(int, task.read_text().split())
        return pids


@contextmanager
def running(argv: Sequence[str], port: int, env: Mapping[str, str]) -> Iterator[ServerProcess]:
    """Start a server, and stop it at the end. Python may keep its bytecode, as everything that is installed has it."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            argv,
            env=inherited | dict(env),
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
        try:
            yield ServerProcess(process, port, began, said)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def resident(pid: int) -> int:
    """Return the memory that a process holds, in bytes."""
    return _status(pid, "VmRSS")


def _status(pid: int, name: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024
