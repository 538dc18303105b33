"""How much memory a process and its descendants have used, where the system tells."""

from pathlib import Path

_PROC = Path("/proc")
_PEAK = "VmHWM:"


def peak_memory(pid: int, proc: Path = _PROC) -> int | None:
    """Return the most memory that the living processes of a tree have held, in bytes; None when nobody tells."""
    try:
        status = (proc / str(pid) / "status").read_text()
        children = (proc / str(pid) / "task" / str(pid) / "children").read_text().split()
    except OSError:
        return None
    own = next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(_PEAK)), 0)
    return own + sum(peak_memory(int(child), proc) or 0 for child in children)
