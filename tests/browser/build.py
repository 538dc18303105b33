"""The page as it is built for an endpoint."""

import os
import subprocess
from pathlib import Path

from .chromium import WEB

_SECONDS = 300


def built(folder: Path, endpoint: str) -> Path:
    """Build the page, and return the folder that is to be served."""
    subprocess.run(
        ["node", "node_modules/vite/bin/vite.js", "build", "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"],
        cwd=WEB,
        env={**os.environ, "LAMBDA_ENDPOINT": endpoint},
        check=True,
        timeout=_SECONDS,
    )
    return folder
