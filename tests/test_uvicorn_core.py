"""Each law needs a process of its own: in this one all of uvicorn is imported."""

import subprocess
import sys

import pytest


def told(program: str) -> str:
    """Return what a program prints that has imported uvicorn as the service does."""
    program = f"import sys, service.uvicorn_core, uvicorn; {program}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_server_is_imported_without_the_command_line() -> None:
    # Coverage, where these tests run under it, imports multiprocessing itself.
    found = told("print(*sorted({'click', 'uvicorn.main', 'uvicorn.server', 'uvicorn.supervisors'} & {*sys.modules}))")
    assert found == "uvicorn.server"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("uvicorn.Server is service.uvicorn_core.Server", "True"),
        ("uvicorn.Config is service.uvicorn_core.Config", "True"),
        ("uvicorn.main(['--version'], standalone_mode=False) or 'click' in sys.modules", "True"),
        ("__import__('uvicorn.main', fromlist=['run']).run.__module__", "uvicorn.main"),
    ],
    ids=["the server", "the configuration", "the command line", "the module"],
)
def test_all_of_uvicorn_is_there_for_those_who_ask(asked: str, answer: str) -> None:
    assert told(f"print({asked})").splitlines()[-1] == answer


def test_what_is_imported_already_stays() -> None:
    program = "import uvicorn; run = uvicorn.run; import service.uvicorn_core; print(uvicorn.run is run)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "True"
