"""Where there is no chromium nothing is passed over in silence."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A PATH on which there is Node, and neither chromium nor what could install it."""
    node = shutil.which("node")
    assert node
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "node").symlink_to(node)
    return folder


@pytest.fixture
def count(tmp_path: Path) -> Path:
    return tmp_path / "skipped"


def run_tests(path: Path, count: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    outside_ci = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", HERE / "test_inspector.py", "-p", "no:cacheprovider"],
        env=outside_ci | {"PATH": str(path), "TOKENWIRE_SKIPPED_CLIENTS": str(count)} | environ,
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_tests_are_skipped_and_counted_and_the_reason_is_told(path: Path, count: Path) -> None:
    done = run_tests(path, count)

    assert done.returncode == 0
    number, line = count.read_text().split(maxsplit=1)
    assert int(number) > 1
    assert line.startswith("browser tests skipped: chromium missing")
    assert f"= {number} skipped in" in done.stdout


def test_ci_fails(path: Path, count: Path) -> None:
    done = run_tests(path, count, CI="true")

    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "chromium missing" in done.stdout
