"""One request and what became of its answer."""

import asyncio
import time
from typing import TYPE_CHECKING, Literal

from fakes.model.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDED_BODY_LIMIT = 1024 * 1024
"""How much of a request's body a record keeps, in bytes."""

Outcome = Literal["running", "drained", "aborted", "reset", "dropped", "hung"]
"""How an answer ended.

drained: all of it was handed to the socket. aborted: the client (or the server's stop) cut it off. reset, dropped: by a
script, as it said. hung: it fell silent by a script, and then the client left; until then it is running.
"""

_CANCELLED = ("aborted", "hung")


class Exchange:
    """The record of one request. It is complete before the last byte of the answer leaves.

    ``headers`` are sorted pairs with lower-case names. ``started``, ``first_event`` (the first event) and ``finished``
    are seconds of the monotonic clock. ``on_end`` is called when the answer has ended.
    ``events_sent`` and ``bytes_sent`` count frames, and their bytes without HTTP's own, that the socket has taken.
    """

    def __init__(self, request: Request, *, index: int, model: str | None, scenario: str = "") -> None:
        self.index = index
        self.method = request.method
        self.path = request.path
        self.target = request.target
        self.headers = tuple(sorted(request.headers))
        self.body = request.body[:RECORDED_BODY_LIMIT]
        self.model = model
        self.scenario = scenario
        self.started = time.monotonic()
        self.first_event: float | None = None
        self.finished: float | None = None
        self.events_sent = 0
        self.bytes_sent = 0
        self.outcome: Outcome = "running"
        self.on_end: Callable[[], None] | None = None
        # Most are never waited for.
        self._ended: asyncio.Event | None = None

    def __repr__(self) -> str:
        return f"<Exchange {self}>"

    def __str__(self) -> str:
        return f"#{self.index} {self.method} {self.path} ({self.outcome}, {self.events_sent} events)"

    def sent(self, events: int, size: int) -> None:
        """Note that the socket took ``events`` frames of ``size`` bytes together."""
        if events and self.first_event is None:
            self.first_event = time.monotonic()
        self.events_sent += events
        self.bytes_sent += size

    def end(self, outcome: Outcome) -> None:
        """Note how the answer ended. The first word stands."""
        if self.outcome == "running":
            self.outcome = outcome
            self.finished = time.monotonic()
            if self._ended is not None:
                self._ended.set()
            if self.on_end is not None:
                # Whoever is told knows this record: let go, and nothing has to be collected.
                tell, self.on_end = self.on_end, None
                tell()

    async def ended(self, seconds: float) -> Outcome:
        """Wait until the answer has ended, and return how.

        Raises:
            TimeoutError: it is still running after ``seconds``.
        """
        if self.outcome != "running":
            return self.outcome
        if self._ended is None:
            self._ended = asyncio.Event()
        try:
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        except TimeoutError:
            raise TimeoutError(f"still running after {seconds} s: {self}") from None
        return self.outcome

    async def assert_cancelled_within(self, seconds: float = 1.0) -> None:
        """Wait until the client has left before the end of the answer.

        Raises:
            AssertionError: it did not within ``seconds``, or took all of it, or the server itself broke off.
        """
        try:
            outcome = await self.ended(seconds)
        except TimeoutError as error:
            raise AssertionError(f"not cancelled: {error}") from None
        if outcome not in _CANCELLED:
            raise AssertionError(f"not cancelled, but {outcome}: {self}")
