"""The chromium that this machine has, and why it can't be driven here, if it can't."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts.images import debian
from tests.clients import node

WEB = Path(__file__).parent.parent.parent / "web"

_PROGRAM = "chromium"
_FLAGS = (
    # Root, as in a container, has no sandbox.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name is looked up: whatever is not on this machine is not there.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def obstacle() -> str | None:
    """Return why the page can't be built and shown here; None if it can."""
    if reason := node.too_old():
        return reason
    if not (WEB / "node_modules" / ".package-lock.json").is_file():
        return "run npm ci in web"
    return debian.obstacle([_PROGRAM])


@contextmanager
def launched() -> Iterator[Browser]:
    """Run chromium, installed first where it is missing and can be."""
    debian.install([_PROGRAM])
    program = shutil.which(_PROGRAM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS, env={**os.environ, "TZ": "UTC"})
        try:
            yield browser
        finally:
            browser.close()
