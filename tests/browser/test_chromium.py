"""Where there is no chromium nothing is passed over in silence."""

import shutil
from pathlib import Path

import pytest

from tests.pytest_process import run_tests

SOME_TESTS = Path(__file__).parent / "test_inspector.py"


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


def test_the_tests_are_skipped_and_counted_and_the_reason_is_told(path: Path, count: Path) -> None:
    done = run_tests(SOME_TESTS, count, PATH=str(path))

    assert done.returncode == 0
    number, line = count.read_text().split(maxsplit=1)
    assert int(number) > 1
    assert line.startswith("browser tests skipped: chromium missing")
    assert f"= {number} skipped in" in done.stdout


def test_ci_fails(path: Path, count: Path) -> None:
    done = run_tests(SOME_TESTS, count, PATH=str(path), CI="true")

    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "chromium missing" in done.stdout
