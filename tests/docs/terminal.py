"""What somebody has who tries a recipe: a folder, a shell, and a server in another window."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]

PORT = "9100"
"""The port that the page names; here every server takes one that is free."""

PROVIDER = "api.openai.com"
"""The one real server that the page names; here another fake model stands in for it."""

_PATIENCE = 120.0
_SERVES = re.compile(r"tokenwire model(?! (?:check|torture) )[^;|&\n]*\n")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
# What `tokenwire model` is, without the service, which takes its time to be imported.
_TOKENWIRE = """\
#!/bin/sh
exec '{python}' -c '
import sys
from fakes.model.__main__ import main
assert sys.argv[1] == "model"
sys.exit(main(sys.argv[2:], prog="tokenwire model"))' "$@"
"""
_PYTHON = """\
#!/bin/sh
exec '{python}' "$@"
"""


def serves(command: str) -> bool:
    """Tell whether a block is one command that runs until it is stopped."""
    return _SERVES.fullmatch(command) is not None


class Terminal:
    """A folder of its own, and the programs that the page names. ``prelude`` is said before all commands."""

    def __init__(self, folder: Path, prelude: str = "") -> None:
        self._prelude = prelude
        self.folder = folder / "here"
        self.folder.mkdir()
        programs = folder / "programs"
        programs.mkdir()
        for name, text in {"tokenwire": _TOKENWIRE, "python": _PYTHON}.items():
            (programs / name).write_text(text.format(python=sys.executable))
            (programs / name).chmod(0o755)
        (folder / "pytest.ini").write_text("[pytest]\n")
        self._env = {
            **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "PYTEST_ADDOPTS": "-p no:cacheprovider",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "COLUMNS": "80",
        }
        self._server: subprocess.Popen[str] | None = None
        self._provider: subprocess.Popen[str] | None = None
        self._ports = {PORT: PORT}
        self._files: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self._server, self._provider):
            if process:
                process.kill()
                process.communicate()

    def run(self, commands: str) -> str:
        """Return what a block prints: commands to their end, of a server what it says when it listens."""
        if PROVIDER in commands and self._provider is None:
            self._provider, line = self._started("tokenwire model --first-ms 0 --delay-ms 0")
            self._ports[PROVIDER] = f"127.0.0.1:{_port(line)}"
        if serves(commands):
            return self._serve(commands)
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", self._here(self._prelude + commands)],
            cwd=self.folder,
            env=self._env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE,
            check=False,
        )
        assert done.stderr == "", f"{commands}\ncomplains:\n{done.stderr}"
        return self._there(done.stdout)

    def write(self, name: str, text: str) -> None:
        """Write a file, as somebody does who copies it from the page."""
        if PORT in text:
            # The server that it asks may not listen yet.
            self._files[name] = text
        self._put(name, text)

    def _put(self, name: str, text: str) -> None:
        (self.folder / name).write_text(self._here(text), encoding="utf-8")

    def _serve(self, command: str) -> str:
        if self._server:
            self._server.send_signal(signal.SIGINT)
            self._server.communicate(timeout=_PATIENCE)
            assert self._server.returncode == 0
        self._server, line = self._started(self._here(command))
        self._ports[PORT] = _port(line)
        for name, text in self._files.items():
            self._put(name, text)
        return self._there(line)

    def _started(self, command: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            ["bash", "-c", f"exec {command.strip()} --port 0"],
            cwd=self.folder,
            env=self._env,
            stdout=subprocess.PIPE,
            # What it says at its end is nothing that anybody waits for.
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        if not _ADDRESS.search(line):
            process.kill()
            raise AssertionError(f"{command}\ndoes not serve:\n{line}{process.communicate()[0]}")
        return process, line

    def _here(self, text: str) -> str:
        for documented, actual in self._ports.items():
            text = text.replace(documented, actual)
        return text

    def _there(self, text: str) -> str:
        return text.replace(f"127.0.0.1:{self._ports[PORT]}", f"127.0.0.1:{PORT}")


def _port(line: str) -> str:
    found = _ADDRESS.search(line)
    assert found, line
    return found[1]
