"""Tests of tests: pytest in a process of its own, on a machine that lacks something."""

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent


def run_tests(tests: Path, count: Path, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run tests as outside CI, with what they say of those they skip in the file ``count``.

    Args:
        tests: a file or a folder of them.
        count: what the environment names TOKENWIRE_SKIPPED_CLIENTS.
        options: pytest's.
        environ: what the environment has besides, or otherwise.
    """
    outside_ci = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", tests, "-p", "no:cacheprovider", *options],
        env=outside_ci | {"TOKENWIRE_SKIPPED_CLIENTS": str(count)} | environ,
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
