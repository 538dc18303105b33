"""Gates that hold streams back until somebody opens them, so that a test waits for what happens and never for time."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


def gate_name(text: str) -> str:
    """Return ``text`` if it can be the name of a gate.

    Raises:
        ValueError: it is not 1 to 64 letters, digits, dots, underscores and hyphens of ASCII.
    """
    if not _NAME.fullmatch(text):
        raise ValueError("must be 1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-'")
    return text


@dataclass(slots=True)
class _Gate:
    """One gate: whether it is open, and how many wait before it."""

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0


class Gates:
    """The gates of one server. A gate is closed until it is opened, and then stays open until it is closed.

    Names are those that ``gate_name`` lets through; the methods do not check them again. A closed gate before which
    nobody waits is not remembered. All of it belongs to one event loop; another thread calls it by way of that loop.
    """

    def __init__(self) -> None:
        self._gates: dict[str, _Gate] = {}
        self._news = asyncio.Event()

    def open(self, name: str) -> None:
        """Let everybody pass, those who wait and those who come."""
        self._gates.setdefault(name, _Gate()).opened.set()

    def close(self, name: str) -> None:
        """Hold back those who come from now on. Those who waited when it was opened pass."""
        if name in self._gates:
            self._gates[name].opened.clear()
            self._forget(name)

    def close_all(self) -> None:
        """Hold back everybody who comes from now on, at every gate."""
        for name in tuple(self._gates):
            self.close(name)

    def is_open(self, name: str) -> bool:
        """Return whether nobody has to wait."""
        return name in self._gates and self._gates[name].opened.is_set()

    def waiting(self, name: str) -> int:
        """Return how many wait before a gate."""
        return self._gates[name].waiting if name in self._gates else 0

    def names(self) -> Mapping[str, tuple[bool, int]]:
        """Return every gate that is open or waited for, sorted by name: whether it is open, and how many wait."""
        return {name: (gate.opened.is_set(), gate.waiting) for name, gate in sorted(self._gates.items())}

    async def passed(self, name: str) -> None:
        """Wait until a gate is open; return at once where it is."""
        gate = self._gates.setdefault(name, _Gate())
        gate.waiting += 1
        self._news.set()
        try:
            await gate.opened.wait()
        finally:
            gate.waiting -= 1
            self._forget(name)

    async def awaited(self, name: str, seconds: float) -> None:
        """Wait until somebody waits before a gate: what was sent before it has then been written.

        Raises:
            TimeoutError: nobody came within ``seconds``, which are real whatever clock the streams have.
        """
        try:
            async with asyncio.timeout(seconds):
                while not self.waiting(name):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            state = "open" if self.is_open(name) else "closed"
            raise TimeoutError(
                f"nobody waited before the gate '{name}', which is {state}, within {seconds} s"
            ) from None

    def _forget(self, name: str) -> None:
        gate = self._gates[name]
        if not (gate.opened.is_set() or gate.waiting):
            del self._gates[name]
