import sys
from pathlib import Path

import pytest

from tests.fakes.model.determinism.interpreters import RELEASES, interpreters

THIS = f"{sys.version_info.major}.{sys.version_info.minor}"


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_an_interpreter_is_one_that_runs_and_is_of_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = (release for release in RELEASES if release != THIS)
    program(tmp_path / "bin" / f"python{first}", "exit 127")
    program(tmp_path / "versions" / f"{first}.4" / "bin" / "python", f"echo {first}")
    for other in others:
        program(tmp_path / "bin" / f"python{other}", f"echo {first}")
        program(tmp_path / "versions" / f"{other}.1" / "bin" / "python", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))

    assert interpreters() == {THIS: sys.executable, first: str(tmp_path / "versions" / f"{first}.4" / "bin" / "python")}
