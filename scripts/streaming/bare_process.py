"""The function as a plain process of this Python, where no image can be built: the same local Lambda, no container."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from scripts.images.command import ROOT
from scripts.images.process import Process
from scripts.streaming.started import FOLDER, LOG, Started

_COMMAND = ("sh", "scripts/images/streaming-entrypoint", "service.handlers.streaming_handler")
"""What the image starts, too."""

_GRACE = 20.0


class BareProcess:
    """The checkout itself."""

    name = "process"

    def obstacle(self) -> str | None:
        """Return None: this Python runs already."""
        return None

    def build(self) -> None:
        """Build nothing."""
        print("nothing to build: the checkout itself will run", flush=True)

    def start(self, port: int, environ: Mapping[str, str], expected: str | None) -> Started:
        """Start the local Lambda in the background."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        with LOG.open("wb") as log:
            process = subprocess.Popen(
                _COMMAND,
                cwd=ROOT,
                env={**os.environ, **environ, **_placed(port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Started(engine=self.name, port=port, expected=expected, process=Process.of(process.pid))

    def running(self, started: Started) -> bool:
        """Look for the process."""
        return started.process is not None and started.process.alive

    def stop(self, started: Started) -> None:
        """Ask it to end; insist after a while."""
        if started.process is not None:
            started.process.end(_GRACE)

    def log(self, _started: Started) -> str:
        """Read the file."""
        return LOG.read_text(errors="replace")


def _placed(port: int) -> dict[str, str]:
    """Return what the image would say, and where to listen."""
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {
        "PATH": programs,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "LAMBDA_TASK_ROOT": str(ROOT),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
