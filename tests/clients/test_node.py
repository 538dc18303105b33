from pathlib import Path

import pytest

from tests.pytest_process import run_tests

from .node import FOLDER

SOME_TESTS = FOLDER / "test_progress.py"


@pytest.fixture
def count(tmp_path: Path) -> Path:
    return tmp_path / "skipped"


def test_without_node_tests_are_skipped_and_counted_and_the_reason_is_told(tmp_path: Path, count: Path) -> None:
    done = run_tests(SOME_TESTS, count, PATH=str(tmp_path))

    number, line = count.read_text().split(maxsplit=1)
    assert done.returncode == 0
    assert line == "client tests skipped: node is missing\n"
    assert int(number) > 1
    assert f"= {number} skipped in" in done.stdout


def test_an_old_node_is_none(tmp_path: Path, count: Path) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.20.8\n")
    node.chmod(0o755)

    run_tests(SOME_TESTS, count, PATH=str(tmp_path))

    assert count.read_text().endswith("skipped: node 20 is missing, node is v18.20.8\n")


def test_without_node_ci_fails(tmp_path: Path, count: Path) -> None:
    done = run_tests(SOME_TESTS, count, PATH=str(tmp_path), CI="true")

    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "node is missing" in done.stdout
    assert " skipped in" not in done.stdout
    assert count.read_text() == "0 client tests skipped\n"


def test_with_node_nothing_is_skipped(count: Path) -> None:
    done = run_tests(SOME_TESTS, count)

    assert done.returncode == 0
    assert count.read_text() == "0 client tests skipped\n"
