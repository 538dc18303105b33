"""Node.js, and whether the programs in this folder can run on it."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
"""Where the programs are, and what npm has installed for them."""

_OLDEST = 20


@cache
def obstacle() -> str | None:
    """Return why the programs can't run here; None when they can."""
    node = shutil.which("node")
    if node is None:
        return "node is missing"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0]) < _OLDEST:
        return f"node {_OLDEST} is missing, node is {version}"
    # npm writes this file last, so a broken installation counts as none.
    if not (FOLDER / "node_modules" / ".package-lock.json").is_file():
        return "run npm ci in tests/clients"
    return None
