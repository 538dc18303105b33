"""A stop that reaches every stream that waits for its model, so that each can still say how it ended."""

from typing import Protocol


class Wait(Protocol):
    """What can be ended: a cancel scope, an alarm."""

    def cancel(self) -> None:
        """End it, if it goes on; otherwise do nothing."""
        ...


class Stop:
    """Requested once; from then on every wait for a model is over.

    A stream registers what it waits in, once where it waits there again and again.
    """

    __slots__ = ("_waiting", "requested")

    def __init__(self) -> None:
        self.requested = False
        self._waiting: set[Wait] = set()

    def request(self) -> None:
        """End all waits, those that have not begun yet too."""
        self.requested = True
        for wait in self._waiting:
            wait.cancel()

    def enter(self, wait: Wait) -> None:
        """Remember a wait that begins."""
        self._waiting.add(wait)
        if self.requested:
            wait.cancel()

    def leave(self, wait: Wait) -> None:
        """Forget a wait that is over."""
        self._waiting.discard(wait)
