"""One process of a test run, with a guest in every thread.

``python -m tests.fakes.model.isolation.guests ORIGIN FIRST COUNT`` says that it is ready, waits for a line on standard
input, so that all processes go at once, and then prints what its guests saw, as JSON.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from tests.fakes.model.isolation.guest import Guest


def main() -> int:
    """Be that process."""
    origin, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()

    def stay(number: int) -> dict[str, Any]:
        with closing(Guest(origin, number)) as guest:
            return guest.stay()

    with ThreadPoolExecutor(count) as threads:
        seen = list(threads.map(stay, range(first, first + count)))
    sys.stdout.write(f"{json.dumps(seen)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
