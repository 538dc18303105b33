"""The Pythons of this machine, of the releases that we run on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

RELEASES = ("3.11", "3.12", "3.13")
_TELLING = "import sys; print('%d.%d' % sys.version_info[:2])"


def interpreters() -> dict[str, str]:
    """Return one interpreter for each release that there is, this one first."""
    found = {f"{sys.version_info.major}.{sys.version_info.minor}": sys.executable}
    for release in RELEASES:
        if release not in found:
            found[release] = next(_running(release), "")
    return {release: path for release, path in found.items() if path}


def _running(release: str) -> Iterator[str]:
    return (path for path in _candidates(release) if _release_of(path) == release)


def _candidates(release: str) -> Iterator[str]:
    # pyenv's shims are on PATH for releases that are there and not chosen: then they run nothing.
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(map(str, pyenv.glob(f"versions/{release}.*/bin/python")))
    if path := shutil.which(f"python{release}"):
        yield path


def _release_of(path: str) -> str:
    told = subprocess.run([path, "-c", _TELLING], capture_output=True, text=True, check=False)
    return told.stdout.strip() if told.returncode == 0 else ""
