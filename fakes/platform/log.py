"""What the platform prints: its own lines, and everything that the runtimes print."""

import time
from collections import deque
from collections.abc import Callable

KEPT_LINES = 1000
"""How many lines a log remembers; older ones are forgotten."""

_LONGEST_OPEN = 64 * 1024


class Log:
    """Passes everything on to ``sink`` unchanged, and remembers the last lines."""

    def __init__(self, sink: Callable[[bytes], None] | None = None) -> None:
        self._sink = sink
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._open = b""

    @property
    def lines(self) -> list[str]:
        """The last whole lines, oldest first."""
        return list(self._lines)

    def line(self, text: str) -> bytes:
        """Print a line of the platform's own; return it as it was printed."""
        data = f"{text}\n".encode("utf-8", "backslashreplace")
        self.output(b"\n" + data if self._open else data)
        return data

    def output(self, data: bytes) -> None:
        """Print what a runtime printed."""
        *lines, rest = (self._open + data).split(b"\n")
        self._lines.extend(line.decode("utf-8", "replace") for line in lines)
        # A runtime that never ends its line is not kept whole.
        self._open = rest[-_LONGEST_OPEN:]
        if self._sink is not None:
            self._sink(data)


def timestamp() -> str:
    """Return the time as Lambda's lines have it."""
    now = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03d}Z"
