"""buildah: builds and runs images where there is no Docker engine, neither a daemon nor a container runtime.

Its "chroot" isolation has the host's network and processes, so a container listens on the host's own loopback.
"""

import json
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from scripts.images import trust
from scripts.images.command import output, run
from scripts.images.image import Image
from scripts.images.process import Process

_GRACE = 20.0
"""Seconds that a container gets to end by itself."""

_TOLD_FIRST = 'eval "$(cat)"; exec "$@" </dev/null'
"""The environment comes over stdin: as arguments, keys would be seen by everyone who lists processes."""


def build(image: Image, bases: Mapping[str, str]) -> None:
    """Build an image on its bases, reusing layers whose files have not changed.

    Args:
        image: the image.
        bases: what stands for each base that its Dockerfile names, by the name of the build argument.

    Raises:
        CommandFailed: it can't be built.
    """
    with trust.lent() as volumes:
        run(
            *("buildah", "build", "--quiet", "--layers", "--isolation=chroot", "--network=host"),
            # Without this format the health check is lost.
            *("--format=docker", "--timestamp=0"),
            *volumes,
            *(f"--build-arg={name}={base}" for name, base in bases.items()),
            *("--file", image.dockerfile, "--tag", tag(image), "."),
        )


def tag(image: Image) -> str:
    """Return the name under which buildah keeps an image of ours."""
    return f"localhost/{image.name}"


def exists(reference: str) -> bool:
    """Return whether there is such an image here."""
    return bool(output("buildah", "images", "--quiet", "--filter", f"reference={reference}"))


def config(reference: str) -> dict[str, Any]:
    """Return an image's configuration: Cmd, Entrypoint, Env, Healthcheck, User ..."""
    inspected = json.loads(output("buildah", "inspect", "--type", "image", reference))
    found: dict[str, Any] = inspected["Docker"]["config"]
    return found


def size(reference: str) -> int:
    """Return an image's bytes, those of its base included."""
    listed = json.loads(output("buildah", "images", "--json", "--filter", f"reference={reference}"))
    number, unit = str(listed[0]["size"]).split()
    return round(float(number) * {"B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9}[unit.upper()])


def command(reference: str) -> list[str]:
    """Return what an image starts by itself; `buildah run` does not."""
    configured = config(reference)
    return [*(configured["Entrypoint"] or ()), *(configured["Cmd"] or ())]


@dataclass(frozen=True, slots=True)
class Container:
    """A container, by the name that buildah gave it."""

    name: str

    @classmethod
    def of(cls, reference: str) -> "Container":
        """Make a container of an image."""
        return cls(output("buildah", "from", "--pull-never", reference))

    def start(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        log: IO[bytes],
        *,
        options: Sequence[str] = (),
        around: Sequence[str] = (),
    ) -> "subprocess.Popen[bytes]":
        """Start a command in the container and return buildah's process.

        Args:
            command: the command; it is told nothing of the host's environment.
            environ: what it is told besides what the image says.
            log: where it writes to.
            options: more for `buildah run`, such as ``--user``.
            around: a command that starts buildah, such as ``unshare --net``.
        """
        started = subprocess.Popen(
            [
                *(*around, "buildah", "run", "--isolation=chroot", *options, self.name, "--"),
                *("/bin/sh", "-c", _TOLD_FIRST, "sh", *command),
            ],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        if started.stdin is not None:
            told = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environ.items())
            started.stdin.write(told.encode())
            started.stdin.close()
        return started

    def remove(self) -> None:
        """Remove it."""
        output("buildah", "rm", self.name)


def inside(process: Process) -> Process | None:
    """Return the container's own first process, below buildah's; None if there is none (yet)."""
    if not process.alive:
        return None
    if not process.name.startswith(("buildah", "unshare")):
        return process
    return next((found for child in process.children() if (found := inside(child))), None)


def end(process: Process) -> bool:
    """End what buildah runs as `docker stop` would; return whether it ended by itself."""
    return process.end(_GRACE, asking=inside(process))
