import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from service.openapi import error_tree
from service.openapi.typescript import module

ROOT = Path(__file__).parent.parent.parent
WRITTEN = ROOT / "web" / "types" / "tokenwire.ts"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of which the script may write."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "web" / "types").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "types", tmp_path / "scripts")
    shutil.copy(WRITTEN, tmp_path / "web" / "types")
    return tmp_path


def run(checkout: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "scripts" / "types", *arguments],
        env={**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_written_types_are_those_of_the_code() -> None:
    assert WRITTEN.read_bytes() == module().encode("ascii"), "write it with: ./scripts/types"


def test_every_code_is_a_literal() -> None:
    for code in error_tree.codes():
        assert f'\n  | "{code}"' in module()


def test_the_check_passes_what_is_fresh(checkout: Path) -> None:
    assert run(checkout, "--check").returncode == 0


def test_the_check_refuses_what_is_stale_and_leaves_it_alone(checkout: Path) -> None:
    file = checkout / "web" / "types" / "tokenwire.ts"
    stale = file.read_bytes() + b"// by hand\n"
    file.write_bytes(stale)
    checked = run(checkout, "--check")
    assert (checked.returncode, checked.stderr) == (
        1,
        "web/types/tokenwire.ts is stale; write it with: ./scripts/types\n",
    )
    assert file.read_bytes() == stale


def test_without_a_check_the_file_is_written_anew(checkout: Path) -> None:
    file = checkout / "web" / "types" / "tokenwire.ts"
    file.unlink()
    assert run(checkout).returncode == 0
    assert file.read_bytes() == WRITTEN.read_bytes()


def test_nothing_is_written_where_the_code_is_broken(checkout: Path) -> None:
    assert run(checkout, PYTHON="false").returncode != 0
    assert (checkout / "web" / "types" / "tokenwire.ts").read_bytes() == WRITTEN.read_bytes()


def test_any_python_can_write_it() -> None:
    # -S leaves out whatever is installed.
    told = subprocess.run(
        [sys.executable, "-S", "-m", "service.openapi.typescript"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert told.stdout == module().encode()
