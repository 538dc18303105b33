"""A process is known for good: its number alone is given away again."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from scripts.images.process import Process

linux = pytest.mark.skipif(sys.platform != "linux", reason="families are read from Linux's /proc")


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(["sleep", "60"]) as child:
        yield child
        child.kill()


def test_we_are_alive() -> None:
    assert Process.of(os.getpid()).alive


def test_another_process_with_the_same_number_is_not_the_one_that_was_started() -> None:
    assert not Process(os.getpid(), "long ago").alive


def test_what_has_ended_is_not_alive_even_if_nobody_asked_how(sleeper: "subprocess.Popen[bytes]") -> None:
    process = Process.of(sleeper.pid)
    assert not process.ended_within(0)
    process.terminate()
    assert process.ended_within(10)
    process.kill()  # says nothing to whoever has the number now


@linux
def test_a_family_is_everyone_below(sleeper: "subprocess.Popen[bytes]") -> None:
    assert Process.of(sleeper.pid) in Process.of(os.getpid()).family()
    assert Process.of(sleeper.pid).name == "sleep"
