import os
import subprocess
import sys
from pathlib import Path

import pytest

from .node import FOLDER

SOME_TESTS = FOLDER / "test_progress.py"


@pytest.fixture
def count(tmp_path: Path) -> Path:
    return tmp_path / "skipped"


def run_tests(path: str | Path, count: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run some tests of this folder with nothing but ``path`` to find programs in."""
    outside_ci = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", SOME_TESTS, "-p", "no:cacheprovider"],
        env=outside_ci | {"PATH": str(path), "TOKENWIRE_SKIPPED_CLIENTS": str(count)} | environ,
        cwd=FOLDER.parent.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_without_node_tests_are_skipped_and_counted_and_the_reason_is_told(tmp_path: Path, count: Path) -> None:
    done = run_tests(tmp_path, count)

    number, line = count.read_text().split(maxsplit=1)
    assert done.returncode == 0
    assert line == "client tests skipped: node is missing\n"
    assert int(number) > 1
    assert f"= {number} skipped in" in done.stdout


def test_an_old_node_is_none(tmp_path: Path, count: Path) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.20.8\n")
    node.chmod(0o755)

    run_tests(tmp_path, count)

    assert count.read_text().endswith("skipped: node 20 is missing, node is v18.20.8\n")


def test_without_node_ci_fails(tmp_path: Path, count: Path) -> None:
    done = run_tests(tmp_path, count, CI="true")

    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "node is missing" in done.stdout
    assert " skipped in" not in done.stdout
    assert count.read_text() == "0 client tests skipped\n"


def test_with_node_nothing_is_skipped(count: Path) -> None:
    done = run_tests(os.environ["PATH"], count)

    assert done.returncode == 0
    assert count.read_text() == "0 client tests skipped\n"
