"""A process that somebody started, known well enough to end it later, and nothing else."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_STAT = "/proc/{}/stat"
_TELLS = Path(_STAT.format("self"))


@dataclass(frozen=True, slots=True)
class Process:
    """A process.

    Attributes:
        pid: its number, which the system gives away again after its end.
        born: when it was started, in the system's own words: with this, the number names one process for ever.
    """

    pid: int
    born: str

    @classmethod
    def of(cls, pid: int) -> "Process":
        """Return the process that has this number now."""
        _, born, _ = _look(pid) or ("", "", 0)
        return cls(pid, born)

    @property
    def alive(self) -> bool:
        """Whether it runs: a process that has ended, and that nobody has asked how, does not."""
        seen = _look(self.pid)
        return seen is not None and seen[0] != "Z" and seen[1] == self.born

    @property
    def name(self) -> str:
        """What it was started as, without its path; empty if it has ended."""
        try:
            first = Path(f"/proc/{self.pid}/cmdline").read_bytes().split(b"\0")[0].decode(errors="replace")
        except OSError:
            return ""
        return first.rpartition("/")[2]

    def children(self) -> list["Process"]:
        """Return what it has started itself, where /proc tells."""
        if not _TELLS.exists():
            return []
        numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [Process.of(pid) for pid in numbers if (seen := _look(pid)) and seen[2] == self.pid]

    def family(self) -> list["Process"]:
        """Return it and what it has started, and what those have started, and so on."""
        return [self, *(member for child in self.children() for member in child.family())]

    def terminate(self) -> None:
        """Ask it to end, if it is still there."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it, if it is still there."""
        self._signal(signal.SIGKILL)

    def ended_within(self, seconds: float) -> bool:
        """Wait for its end; return whether it came."""
        deadline = time.monotonic() + seconds
        while self.alive:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def end(self, grace: float, *, asking: "Process | None" = None) -> bool:
        """Ask it to end, and end whoever of its family is left after a while; return whether it ended by itself.

        Args:
            grace: seconds that it gets.
            asking: whom in its family to ask, if not itself.
        """
        everyone = self.family()
        (asking or self).terminate()
        gracefully = self.ended_within(grace)
        for member in everyone:
            member.kill()
        return gracefully

    def _signal(self, number: signal.Signals) -> None:
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


def _look(pid: int) -> tuple[str, str, int] | None:
    """Return state, time of birth and parent."""
    if _TELLS.exists():
        try:
            # The name in parentheses may hold anything, parentheses included.
            fields = Path(_STAT.format(pid)).read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return fields[0], fields[19], int(fields[1])
    asked = ("ps", "-o", "stat=,ppid=,lstart=", "-p", str(pid))
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split(maxsplit=2)
    return (said[0][0], said[2], int(said[1])) if said else None
