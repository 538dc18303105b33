from pathlib import Path

import pytest

from tests.pytest_process import run_tests

ROOT = Path(__file__).parent.parent

# They take seconds to be imported.
WITHOUT_OTHER_PLUGINS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

COUNTING = """
from tests.omission import Omissions

omissions = Omissions()
pytest_runtest_logreport = omissions.pytest_runtest_logreport
pytest_sessionfinish = omissions.pytest_sessionfinish
"""

CHECKING = """
from tests.omission import Omission

def pytest_runtest_setup(item):
    Omission({kind!r}, lambda: {obstacle!r}, told_always={told_always}).check(item)
"""

TESTS = """
import pytest

@pytest.mark.parametrize("number", range({number}))
def test_it(number):
    pass

def test_skipped_for_another_reason():
    pytest.skip("another")
"""


@pytest.fixture(params=["0", "2"], ids=["in one process", "under xdist"])
def processes(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / "conftest.py").write_text(COUNTING)
    return folder


def write_tests(suite: Path, kind: str, obstacle: str | None, number: int, *, told_always: bool = False) -> None:
    """Write a folder with as many tests, and one that has another reason to be skipped."""
    folder = suite / kind
    folder.mkdir()
    (folder / "conftest.py").write_text(CHECKING.format(kind=kind, obstacle=obstacle, told_always=told_always))
    (folder / f"test_{kind}.py").write_text(TESTS.format(number=number))


def run(suite: Path, processes: str, **environ: str) -> tuple[int, str]:
    """Run them; return pytest's status, and what is told."""
    count = suite / "count"
    options = ("-p", "xdist.plugin", "--numprocesses", processes)
    done = run_tests(suite, count, *options, **WITHOUT_OTHER_PLUGINS, **environ)
    return done.returncode, count.read_text()


def test_what_was_skipped_is_counted_by_kind_and_the_reason_told(suite: Path, processes: str) -> None:
    write_tests(suite, "client", "node is missing", 59, told_always=True)
    write_tests(suite, "image", "no root", 0)

    status, told = run(suite, processes)

    assert status == pytest.ExitCode.OK
    assert sorted(told.splitlines()) == [
        "1 image test skipped: no root",
        "60 client tests skipped: node is missing",
    ]


def test_where_nothing_is_missing_only_those_who_ask_for_it_are_told_of(suite: Path, processes: str) -> None:
    write_tests(suite, "client", None, 3, told_always=True)
    write_tests(suite, "image", None, 3)

    assert run(suite, processes) == (pytest.ExitCode.OK, "0 client tests skipped\n")


def test_in_ci_nothing_is_skipped_but_fails(suite: Path, processes: str) -> None:
    write_tests(suite, "client", "node is missing", 3, told_always=True)
    write_tests(suite, "image", "no root", 3)

    assert run(suite, processes, CI="true") == (pytest.ExitCode.TESTS_FAILED, "0 client tests skipped\n")


def test_the_root_counts_for_every_folder() -> None:
    """A folder's conftest.py is unknown to the process that hears of every test."""
    conftests = [path for path in ROOT.glob("tests/**/conftest.py") if "Omission" in path.read_text()]

    assert [path.parent.name for path in conftests if "Omissions()" in path.read_text()] == ["tests"]
    assert {path.parent.name for path in conftests} == {"tests", "browser", "clients", "images", "resume"}
