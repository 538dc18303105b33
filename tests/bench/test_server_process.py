"""A server is watched from outside, whatever it is."""

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.server_process import ServerDied, free_port, running

SPINS = "while True: pass"


def refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)):
        pass


def test_who_ends_by_itself_leaves_its_last_words() -> None:
    with (
        running((sys.executable, "-c", "import sys; sys.exit('no such model')"), free_port(), {}) as server,
        pytest.raises(ServerDied, match="status 1: no such model"),
    ):
        server.greeted(refused)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_processor_time_is_counted_for_children_too() -> None:
    family = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SPINS!r}])"
    with running((sys.executable, "-c", family), 0, {}) as server:
        start = server.cpu()
        wait_until(lambda: server.cpu() > start + 0.2)


def test_the_peak_is_forgotten_on_demand(tmp_path: Path) -> None:
    freed = tmp_path / "freed"
    grows = f"held = bytearray(b'x') * 50_000_000\ndel held\nopen({str(freed)!r}, 'w')\nimport time\ntime.sleep(600)"
    with running((sys.executable, "-c", grows), 0, {}) as server:
        wait_until(freed.exists)
        assert server.memory() < 40
        assert server.peak_memory() >= 50
        server.forget_peak()
        assert server.peak_memory() < 40


def test_a_server_can_be_kept_on_one_core() -> None:
    core = min(os.sched_getaffinity(0))
    with running((sys.executable, "-c", SPINS), 0, {}) as server:
        server.run_on({core})
        assert os.sched_getaffinity(server.process.pid) == {core}


def test_nothing_runs_afterwards() -> None:
    with running((sys.executable, "-c", SPINS), 0, {}) as server:
        assert server.process.poll() is None
    assert server.process.poll() is not None
