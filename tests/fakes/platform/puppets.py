"""Functions to run: ones whose event says what they do, and handlers of AWS's own runtime client."""

import sys
from pathlib import Path
from typing import Any

from fakes.platform import Function

RUNTIMES = Path(__file__).parent / "runtimes"
_UNMEASURED = {"COVERAGE_PROCESS_CONFIG": "", "COVERAGE_PROCESS_START": ""}
"""None of our code runs in there, and who is killed while it writes down its coverage leaves a broken file."""

PRELUDE = "application/vnd.awslambda.http-integration-response"


def puppet(*mode: str, **options: Any) -> Function:  # noqa: ANN401 - Function's
    """A function that does what the event says."""
    return Function(
        **{
            "handler": "puppet",
            "command": (sys.executable, "-S", "-u", str(RUNTIMES / "puppet.py"), *mode),
            "timeout": 20.0,
            **options,
        }
    )


def handler(name: str, /, **options: Any) -> Function:  # noqa: ANN401 - Function's
    """A handler of ``runtimes/app.py``, run by an unmodified awslambdaric."""
    environ = {**_UNMEASURED, **options.pop("environ", {})}
    return Function(**{"handler": f"app.{name}", "cwd": RUNTIMES, "timeout": 20.0, "environ": environ, **options})
