"""The function as a container of a Docker engine."""

import os
import shutil
import subprocess
from collections.abc import Mapping

from scripts.images.command import ROOT, CommandFailed, output, run
from scripts.images.image import STREAMING
from scripts.streaming.started import Started


class Docker:
    """A Docker engine, here or behind DOCKER_HOST."""

    name = "docker"

    def obstacle(self) -> str | None:
        """Return why it can't be used: no client, or no engine behind it."""
        if shutil.which("docker") is None:
            return "docker is missing"
        try:
            output("docker", "info", "--format", "{{.ServerVersion}}")
        except CommandFailed as error:
            return str(error)
        return None

    def build(self) -> None:
        """Build the image, on BASE_IMAGE or on AWS's."""
        given = os.environ.get("BASE_IMAGE")
        print(f"base: {given or STREAMING.official_base}", flush=True)
        arguments = ["--build-arg", f"BASE_IMAGE={given}"] if given else []
        run("docker", "build", "--file", STREAMING.dockerfile, "--tag", STREAMING.name, *arguments, ".")

    def start(self, port: int, environ: Mapping[str, str], expected: str | None) -> Started:
        """Start a container that only this machine can reach."""
        # Names only: docker takes the values from its own environment, so no list of processes shows them.
        told = [word for name in environ for word in ("--env", name)]
        arguments = ["docker", "run", "--detach", "--publish", f"127.0.0.1:{port}:8080", *told, STREAMING.name]
        done = subprocess.run(
            arguments, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CommandFailed(f"docker: {done.stderr.strip()}")
        return Started(engine=self.name, port=port, expected=expected, container=done.stdout.strip())

    def running(self, started: Started) -> bool:
        """Ask the engine."""
        try:
            return output("docker", "inspect", "--format", "{{.State.Running}}", started.container or "") == "true"
        except CommandFailed:
            return False

    def stop(self, started: Started) -> None:
        """Stop the container, then remove it."""
        if self.running(started):
            output("docker", "stop", started.container or "")
        output("docker", "rm", "--force", started.container or "")

    def log(self, started: Started) -> str:
        """Ask the engine."""
        # Containers write to stderr, too, and so does `docker logs` then.
        asked = ("docker", "logs", "--tail", "20", started.container or "")
        done = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return done.stdout
