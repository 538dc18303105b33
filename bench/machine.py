"""Where it is measured, in words."""

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bench.contenders import node


def about(rounds: int, framing: str) -> Mapping[str, str]:
    """Return the machine and the versions that are not a contender's own."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {platform.system()} {platform.release()}",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "Python": platform.python_version(),
        "Node.js": _node(),
        "rounds": str(rounds),
        "an HTTP chunk upstream": framing,
    }


def _node() -> str:
    try:
        argv = [node(), "--version"]
    except FileNotFoundError:
        return "none"
    return subprocess.run(argv, capture_output=True, text=True, check=True, timeout=60).stdout.strip().removeprefix("v")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
