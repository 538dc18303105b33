"""This machine's own Node and npm, for an image that stands in for Node's where no registry can be reached."""

import os
import shutil
from pathlib import Path

from scripts.images.command import CommandFailed, output

PREFIX = Path("/usr/local")
"""Where Node's official image keeps both."""

_MODULES = Path("lib", "node_modules", "npm")
_STARTER = Path("bin", "npm-cli.js")
_WAY = ("registry", "proxy", "https-proxy", "noproxy")
"""What npm's configuration says of the way to packages; names and passwords are not asked for."""


def obstacle() -> str | None:
    """Return why they can't be lent here; None if they can."""
    if shutil.which("node") is None:
        return "node is missing"
    return None if _npm() else "npm is missing"


def lend(container: str) -> None:
    """Copy both into a container, to where Node's official image has them.

    Raises:
        CommandFailed: they are missing, or do not run there.
    """
    npm = _npm()
    if npm is None:
        raise CommandFailed("npm is missing, or is not where Node brings it to")
    output("buildah", "copy", container, str(_program()), str(PREFIX / "bin" / "node"))
    output("buildah", "copy", container, str(npm), str(PREFIX / _MODULES))
    command = str(PREFIX / "bin" / "npm")
    inside = ("buildah", "run", "--isolation=chroot", container, "--")
    output(*inside, "ln", "-s", str(Path("..", _MODULES, _STARTER)), command)
    # A Node that is cut into libraries of the host's does not run anywhere else.
    output(*inside, command, "--version")


def way_to_packages() -> dict[str, str]:
    """Return how npm gets to its packages here, as lines of an npmrc; nothing where there is no npm."""
    if shutil.which("npm") is None:
        return {}
    # One name at a time: asked for several, npm writes them another way, and which one depends on its version.
    told = {name: output("npm", "config", "get", name) for name in _WAY}
    return {name: value for name, value in told.items() if value not in {"", "null", "undefined"}}


def authorities() -> list[Path]:
    """Return the files that say whom npm trusts here, beside those that come with Node."""
    configured = output("npm", "config", "get", "cafile") if shutil.which("npm") else ""
    named = (os.environ.get("NODE_EXTRA_CA_CERTS", ""), "" if configured == "null" else configured)
    return [Path(name) for name in named if name and Path(name).is_file()]


def _program() -> Path:
    """Return the binary itself, whatever `node` is on the PATH."""
    return Path(output("node", "-p", "process.execPath")).resolve()


def _npm() -> Path | None:
    """Return the folder with npm and everything that it needs; None if it is not all in one place."""
    beside = _program().parents[1] / _MODULES
    found = shutil.which("npm")
    places = [beside, *([Path(found).resolve().parents[1]] if found else [])]
    # Debian's npm has its own packages all over the system.
    return next((p for p in places if (p / _STARTER).is_file() and (p / "node_modules").is_dir()), None)
