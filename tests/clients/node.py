"""Node.js, and whether the programs in this folder can run on it."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
"""Where the programs are, and what npm has installed for them."""

_OLDEST = 20


def obstacle() -> str | None:
    """Return why the programs can't run here; None when they can."""
    # npm writes this file last, so a broken installation counts as none.
    installed = (FOLDER / "node_modules" / ".package-lock.json").is_file()
    return too_old() or (None if installed else "run npm ci in tests/clients")


@cache
def too_old() -> str | None:
    """Return what is wrong with this machine's Node; None when nothing is."""
    node = shutil.which("node")
    if node is None:
        return "node is missing"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0]) < _OLDEST:
        return f"node {_OLDEST} is missing, node is {version}"
    return None
