"""What was asked of the server, and what became of it."""

import asyncio
from collections import deque
from collections.abc import Iterator, Sized

from fakes.model.exchange import Exchange
from fakes.model.request import Request

KEPT_EXCHANGES = 1000
"""How many exchanges a journal remembers; older ones are forgotten."""


class Journal:
    """The last exchanges, oldest first, and the failures that a caller should hear of; ``notes`` are no failures."""

    def __init__(self, sockets: Sized = ()) -> None:
        self.failures: list[str] = []
        self.notes: list[str] = []
        self._sockets = sockets
        self._exchanges: deque[Exchange] = deque(maxlen=KEPT_EXCHANGES)
        self._count = 0
        self._news = asyncio.Event()

    @property
    def open_sockets(self) -> int:
        """The number of connections that clients hold now."""
        return len(self._sockets)

    def __len__(self) -> int:
        return len(self._exchanges)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(tuple(self._exchanges))

    def __getitem__(self, position: int) -> Exchange:
        return self._exchanges[position]

    def open(self, request: Request, *, model: str | None, scenario: str = "") -> Exchange:
        """Begin the record of a request. Indexes count from 0 and are never reused."""
        exchange = Exchange(request, index=self._count, model=model, scenario=scenario)
        self._count += 1
        self._exchanges.append(exchange)
        self._news.set()
        return exchange

    def fail(self, failure: str) -> None:
        """Note a misuse of the server, in words for a person."""
        self.failures.append(failure)

    def note(self, note: str) -> None:
        """Note something that a person may want to know, once."""
        if note not in self.notes:
            self.notes.append(note)

    async def arrived(self, count: int, seconds: float) -> None:
        """Wait until ``count`` requests have come since the beginning, the forgotten ones included.

        Raises:
            TimeoutError: there are fewer after ``seconds``.
        """
        try:
            async with asyncio.timeout(seconds):
                while self._count < count:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(f"{self._count} of {count} requests came within {seconds} s") from None

    async def settled(self, seconds: float) -> None:
        """Wait until no remembered exchange is running.

        Raises:
            TimeoutError: some are still running after ``seconds``; its text lists them.
        """
        try:
            async with asyncio.timeout(seconds):
                while running := self._running():
                    await running[0].ended(seconds)
        except TimeoutError:
            names = "; ".join(map(str, self._running()))
            raise TimeoutError(f"still running after {seconds} s: {names}") from None

    def _running(self) -> list[Exchange]:
        return [exchange for exchange in self._exchanges if exchange.outcome == "running"]
