"""Base images made here, for where no registry can be reached: Debian's Python 3.13, set up like the official ones.

Node's is the same with this machine's own Node: Debian's npm takes minutes and four hundred packages.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.images import debian, host_node
from scripts.images.command import output, run

_SUITE = "trixie"
"""The Debian release with Python 3.13; python:3.13-slim is built on it."""

_SOURCES = Path("/etc/apt/sources.list.d/debian.sources")

_NODE = "node"

_DEBIAN_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_SETTINGS = {
    "python": ("--env", f"PATH={_DEBIAN_PATH}", "--cmd", "python3"),
    # Where AWS's image keeps things, as far as a Dockerfile can see.
    "lambda": (
        *("--env", f"PATH=/var/lang/bin:{_DEBIAN_PATH}:/opt/bin"),
        *("--env", "LAMBDA_TASK_ROOT=/var/task", "--env", "LAMBDA_RUNTIME_DIR=/var/runtime"),
        *("--workingdir", "/var/task", "--entrypoint", '["/lambda-entrypoint.sh"]'),
    ),
}


def name(likeness: str) -> str:
    """Return the tag of the stand-in for one kind of official image: ``python``, ``lambda`` or ``node``."""
    return f"localhost/tokenwire-stand-in-{likeness}"


def obstacle() -> str | None:
    """Return why no stand-in can be made here; None if one can."""
    return debian.obstacle(("buildah", "mmdebstrap"))


def exists(likeness: str) -> bool:
    """Return whether one has been made."""
    return bool(output("buildah", "images", "--quiet", "--filter", f"reference={name(likeness)}"))


def provide(likeness: str) -> str:
    """Return the tag of a stand-in, made now if there is none yet (half a minute, 195 MB; Node's 120 MB more).

    Raises:
        CommandFailed: Debian's packages can't be had, or this machine's Node can't be lent.
    """
    tag = name(likeness)
    if not exists(likeness):
        if likeness == _NODE:
            with _container(provide("python")) as container:
                host_node.lend(container)
                output("buildah", "commit", "--quiet", container, tag)
        else:
            _make()
    return tag


def _make() -> None:
    debian.install(("buildah", "mmdebstrap"))
    with tempfile.TemporaryDirectory(prefix="tokenwire-") as folder:
        archive = Path(folder, "debian.tar")
        _bootstrap(archive)
        with _container("scratch") as container:
            output("buildah", "add", container, str(archive), "/")
            for kind, settings in _SETTINGS.items():
                output("buildah", "config", *settings, container)
                output("buildah", "commit", "--quiet", container, name(kind))


@contextmanager
def _container(reference: str) -> Iterator[str]:
    container = output("buildah", "from", "--pull-never", reference)
    try:
        yield container
    finally:
        output("buildah", "rm", container)


def _bootstrap(archive: Path) -> None:
    print(f"making a base image out of Debian {_SUITE} with mmdebstrap ...", flush=True)
    arguments = ["--quiet", "--variant=minbase", "--include=python3,python3-pip,ca-certificates", _SUITE, str(archive)]
    if _SOURCES.is_file():
        # The host's own mirror, for another release.
        release = re.search(r"^VERSION_CODENAME=(\S+)$", Path("/etc/os-release").read_text(), re.MULTILINE)
        sources = archive.with_suffix(".sources")
        text = _SOURCES.read_text()
        sources.write_text(re.sub(rf"\b{release[1]}\b", _SUITE, text) if release else text)
        arguments.append(str(sources))
    # A dpkg that asks questions would wait for ever.
    run("env", "DEBIAN_FRONTEND=noninteractive", "mmdebstrap", *arguments)
