"""A stop that reaches every stream that waits for its model, so that each can still say how it ended."""

import anyio


class Stop:
    """Requested once; from then on every wait for a model is over.

    A stream registers the cancel scope it waits in for as long as it waits there.
    """

    __slots__ = ("_waiting", "requested")

    def __init__(self) -> None:
        self.requested = False
        self._waiting: set[anyio.CancelScope] = set()

    def request(self) -> None:
        """End all waits, those that have not begun yet too."""
        self.requested = True
        for scope in self._waiting:
            scope.cancel()

    def enter(self, scope: anyio.CancelScope) -> None:
        """Remember a wait that begins."""
        self._waiting.add(scope)
        if self.requested:
            scope.cancel()

    def leave(self, scope: anyio.CancelScope) -> None:
        """Forget a wait that is over."""
        self._waiting.discard(scope)
