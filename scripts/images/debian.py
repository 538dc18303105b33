"""Debian packages that images and a browser take, installed where that is possible."""

import os
import shutil
from collections.abc import Iterable

from scripts.images.command import run

PACKAGES = {
    "buildah": "buildah",
    "chromium": "chromium",
    "curl": "curl",
    "mmdebstrap": "mmdebstrap",
    "nsenter": "util-linux",
}
"""Program -> the package that it is in."""


def missing(programs: Iterable[str]) -> list[str]:
    """Return those programs that are not here."""
    return [program for program in programs if shutil.which(program) is None]


def obstacle(programs: Iterable[str]) -> str | None:
    """Return why the programs can't be had here; None if they are here or can be installed."""
    lacking = missing(programs)
    if lacking and (shutil.which("apt-get") is None or os.geteuid() != 0):
        return f"{', '.join(lacking)} missing, and only root can install with apt-get"
    return None


def install(programs: Iterable[str]) -> None:
    """Install what is missing.

    Raises:
        CommandFailed: apt-get could not.
    """
    packages = [PACKAGES[program] for program in missing(programs)]
    if packages:
        print(f"installing with apt-get: {', '.join(packages)}", flush=True)
        run("apt-get", "update", "--quiet=2")
        quietly = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--quiet=2", "--yes")
        run(*quietly, "--no-install-recommends", *packages)
