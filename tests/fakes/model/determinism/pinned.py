"""The digests of every answer, in a file, so that whatever changes a byte is seen in a diff.

``python -m tests.fakes.model.determinism.pinned``, from the checkout's root, writes them anew; it refuses where CI is
set.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.fakes.model.determinism.mixed_requests import mixed_requests
from tests.fakes.model.determinism.played import Heard, play

FILE = Path(__file__).parent / "digests.txt"
"""One line for each request: the first 16 hex digits of its answer's digest, and its name."""


def lines(answers: Iterable[Heard]) -> list[str]:
    """Return the file's lines for these answers."""
    return [f"{heard.digest[:16]} {heard.name}" for heard in answers]


def main() -> int:
    """Write the file."""
    if os.environ.get("CI"):
        sys.stderr.write("the digests are not written anew where CI is set\n")
        return 1
    FILE.write_text("".join(f"{line}\n" for line in lines(play(mixed_requests()))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
