import os
import time
from pathlib import Path

import pytest

from fakes.platform import Platform
from tests.fakes.platform.asking import INVOKE, ask, logged, response_to, running, until
from tests.fakes.platform.puppets import handler, puppet


def write(path: Path, text: str, platform: Platform) -> None:
    """Change a file until the change is noticed: the watch begins a moment after the platform."""
    before = len(platform.log)

    def noticed() -> bool:
        path.write_text(text + "\n" * (time.monotonic_ns() % 50))
        return any(line.startswith("RELOAD app.py") for line in platform.log[before:])

    until(noticed)


def test_new_code_is_run_by_a_new_process(tmp_path: Path) -> None:
    code = tmp_path / "app.py"
    code.write_text("def handler(event, context): return 'old'")
    with running(handler("handler", cwd=tmp_path), reload=True) as platform:
        assert ask(platform, INVOKE).body == b'"old"'
        (old,) = platform.pids
        write(code, "def handler(event, context): return 'new'", platform)
        until(lambda: platform.pids != (old,))
        assert ask(platform, INVOKE).body == b'"new"'


def test_an_invocation_that_is_running_ends_in_the_old_process(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    with running(puppet(cwd=tmp_path), reload=True) as platform:
        steps = [["stream"], ["write", "a"], ["wait", str(gate)], ["write", "b"], ["end"]]
        with response_to(platform, "/", steps) as response:
            assert response.read(1) == b"a"
            (old,) = platform.pids
            write(tmp_path / "app.py", "1", platform)
            gate.touch()
            assert response.read() == b"b"
        until(lambda: platform.pids == ())
        assert not logged(platform, "Status: ")
        assert int(ask(platform, INVOKE, [["whoami"]]).body) not in {old, os.getpid()}


def test_other_files_are_not_code(tmp_path: Path) -> None:
    with running(puppet(cwd=tmp_path), reload=True) as platform:
        tmp_path.joinpath("notes.txt").write_text("x")
        write(tmp_path / "app.py", "1", platform)
        assert not logged(platform, "notes.txt")


@pytest.mark.anyio
async def test_a_watch_that_never_began_can_be_ended(tmp_path: Path) -> None:
    await Platform(puppet(cwd=tmp_path), reload=True).stop()
