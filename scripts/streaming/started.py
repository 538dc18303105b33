"""What was started and has to be stopped again, remembered from one command to the next."""

import json
from dataclasses import asdict, dataclass

from scripts.images.command import ROOT
from scripts.images.process import Process

FOLDER = ROOT / ".tox" / "streaming"
"""Where the memory and the log are."""

LOG = FOLDER / "function.log"
_RECORD = FOLDER / "started.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A function that was started.

    Attributes:
        engine: by whom.
        port: where it answers.
        expected: the whole answer that it will give, if it can't ask a model.
        process: what runs, unless a Docker engine holds it.
        container: the container's id or name, if there is one.
    """

    engine: str
    port: int
    expected: str | None
    process: Process | None = None
    container: str | None = None

    @property
    def url(self) -> str:
        """Where it takes invocations."""
        return f"http://127.0.0.1:{self.port}/2015-03-31/functions/function/invocations"

    def __str__(self) -> str:
        """Say what to look for."""
        held = f"container {self.container[:40]}" if self.container else ""
        pid = f"process {self.process.pid}" if self.process else ""
        return ", ".join(filter(None, (f"by {self.engine}", pid, held, f"port {self.port}")))


def remember(started: Started) -> None:
    """Write it down."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _RECORD.write_text(json.dumps(asdict(started), indent=2) + "\n")


def recall() -> Started | None:
    """Return what was written down; None if nothing was."""
    try:
        record = json.loads(_RECORD.read_text())
    except FileNotFoundError:
        return None
    process = record.pop("process")
    return Started(**record, process=Process(**process) if process else None)


def forget() -> None:
    """Strike it out."""
    _RECORD.unlink(missing_ok=True)
