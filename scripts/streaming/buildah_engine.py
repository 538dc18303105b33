"""The function as a container that buildah runs, where there is no Docker engine."""

import os
import shutil
import sys
from collections.abc import Mapping

from scripts.images import buildah, stand_in
from scripts.images.command import CommandFailed, output
from scripts.images.image import STREAMING
from scripts.images.process import Process
from scripts.streaming.started import FOLDER, LOG, Started


class Buildah:
    """buildah, with its simplest isolation: the container has the host's network."""

    name = "buildah"

    def obstacle(self) -> str | None:
        """Return why it can't be used."""
        if sys.platform != "linux" or shutil.which("buildah") is None:
            return "buildah is missing"
        return None

    def build(self) -> None:
        """Build the image, on BASE_IMAGE, on AWS's, or where that can't be pulled on one made here."""
        found = os.environ.get("BASE_IMAGE") or _official() or stand_in.provide(STREAMING.likeness)
        print(f"base: {found}", flush=True)
        buildah.build(STREAMING, {"BASE_IMAGE": found})

    def start(self, port: int, environ: Mapping[str, str], expected: str | None) -> Started:
        """Start a container in the background, on a loopback port."""
        reference = buildah.tag(STREAMING)
        if not buildah.exists(reference):
            raise CommandFailed(f"there is no image {reference}: run `tox -e streaming-build` first")
        container = buildah.Container.of(reference)
        FOLDER.mkdir(parents=True, exist_ok=True)
        with LOG.open("wb") as log:
            placed = {**environ, "HOST": "127.0.0.1", "PORT": str(port)}
            process = container.start(buildah.command(reference), placed, log)
        return Started(
            engine=self.name,
            port=port,
            expected=expected,
            process=Process.of(process.pid),
            container=container.name,
        )

    def running(self, started: Started) -> bool:
        """Look for buildah's process."""
        return started.process is not None and started.process.alive

    def stop(self, started: Started) -> None:
        """End what runs in the container, then remove the container."""
        if started.process is not None:
            buildah.end(started.process)
        if started.container is not None:
            buildah.Container(started.container).remove()

    def log(self, _started: Started) -> str:
        """Read the file."""
        return LOG.read_text(errors="replace")


def _official() -> str | None:
    official = STREAMING.official_base
    if buildah.exists(official):
        return official
    try:
        output("buildah", "pull", "--quiet", official)
    except CommandFailed as error:
        reason = stand_in.obstacle()
        if reason is not None and not stand_in.exists(STREAMING.likeness):
            raise CommandFailed(f"{official} can't be pulled ({error}), nor a base be made here: {reason}") from error
        print(f"{official} can't be pulled here ({error})", flush=True)
        return None
    return official
