"""Packages out of a lock file, put into a folder of their own beside what is installed."""

import sys
from pathlib import Path

from scripts.images.command import ROOT, output

REQUIREMENTS = ROOT / "requirements"


def install(lock: str, folder: Path) -> None:
    """Install what a file in requirements/ names, by its hashes and without anything else.

    Raises:
        CommandFailed: it can't be had.
    """
    output(
        *(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--system-certs", "--python", sys.executable),
        *("--no-deps", "--require-hashes", "--target", str(folder), "--requirement", str(REQUIREMENTS / lock)),
    )
