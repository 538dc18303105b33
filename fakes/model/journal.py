"""What was asked of the server, and what became of it."""

import asyncio
from collections import deque
from collections.abc import Iterator, Sized

from fakes.model.exchange import Exchange
from fakes.model.request import Request

KEPT_EXCHANGES = 1000
"""How many exchanges a journal remembers; older ones are forgotten."""


class GenerationOver(Exception):
    """The journal was cleared while somebody waited for something to stand in it."""


class Journal:
    """The last exchanges, oldest first, and the failures that a caller should hear of; ``notes`` are no failures.

    ``generation`` counts how often it was cleared. An exchange that runs while it is cleared goes on and ends unseen.
    """

    def __init__(self, sockets: Sized = ()) -> None:
        self.failures: list[str] = []
        self.notes: list[str] = []
        self.generation = 0
        self._sockets = sockets
        self._exchanges: deque[Exchange] = deque(maxlen=KEPT_EXCHANGES)
        self._count = 0
        self._news = asyncio.Event()

    @property
    def open_sockets(self) -> int:
        """The number of connections that clients hold now."""
        return len(self._sockets)

    @property
    def count(self) -> int:
        """How many requests have come in this generation, the forgotten ones included."""
        return self._count

    @property
    def running(self) -> tuple[Exchange, ...]:
        """The remembered exchanges whose answers are under way."""
        return tuple(exchange for exchange in self._exchanges if exchange.outcome == "running")

    def __len__(self) -> int:
        return len(self._exchanges)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(tuple(self._exchanges))

    def __getitem__(self, position: int) -> Exchange:
        return self._exchanges[position]

    def open(self, request: Request, *, model: str | None, scenario: str = "") -> Exchange:
        """Begin the record of a request. Indexes count from 0, and are used once in a generation."""
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

    def clear(self) -> None:
        """Forget everything, and begin the next generation."""
        self.generation += 1
        self.failures = []
        self.notes = []
        self._exchanges.clear()
        self._count = 0
        self._news.set()

    async def arrived(self, count: int, seconds: float) -> None:
        """Wait until ``count`` requests have come in this generation, the forgotten ones included.

        Raises:
            TimeoutError: there are fewer after ``seconds``.
            GenerationOver: the journal was cleared.
        """
        generation = self.generation
        try:
            async with asyncio.timeout(seconds):
                while self._count < count:
                    self._news.clear()
                    await self._news.wait()
                    if self.generation != generation:
                        raise GenerationOver(f"the journal was cleared while {count} requests were waited for")
        except TimeoutError:
            raise TimeoutError(f"{self._count} of {count} requests came within {seconds} s") from None

    async def settled(self, seconds: float) -> None:
        """Wait until no remembered exchange is running.

        Raises:
            TimeoutError: some are still running after ``seconds``; its text lists them.
        """
        try:
            async with asyncio.timeout(seconds):
                while running := self.running:
                    await running[0].ended(seconds)
        except TimeoutError:
            names = "; ".join(map(str, self.running))
            raise TimeoutError(f"still running after {seconds} s: {names}") from None

    async def assert_cancelled_within(self, seconds: float = 1.0) -> None:
        """Wait until the client has left the last answer before its end.

        Raises:
            AssertionError: it did not within ``seconds``, or took all of it, or never asked.
        """
        if not self._exchanges:
            raise AssertionError("no request came")
        await self._exchanges[-1].assert_cancelled_within(seconds)
