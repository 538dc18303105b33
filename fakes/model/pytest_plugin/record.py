"""What a test sees of a request, as it was when the test looked."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fakes.model.exchange import Exchange, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One exchange. ``headers`` have lower-case names; times are seconds of the monotonic clock."""

    text: str
    index: int
    method: str
    path: str
    model: str | None
    scenario: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    outcome: Outcome
    events_sent: int
    bytes_sent: int
    started: float
    finished: float | None

    @classmethod
    def of(cls, exchange: Exchange) -> "Record":
        """Return the exchange as it is now."""
        return cls(
            text=str(exchange),
            index=exchange.index,
            method=exchange.method,
            path=exchange.path,
            model=exchange.model,
            scenario=exchange.scenario,
            headers=MappingProxyType(dict(exchange.headers)),
            body=exchange.body,
            outcome=exchange.outcome,
            events_sent=exchange.events_sent,
            bytes_sent=exchange.bytes_sent,
            started=exchange.started,
            finished=exchange.finished,
        )

    def __str__(self) -> str:
        return self.text

    @property
    def json(self) -> object:
        """The request's body as JSON; None where there is none.

        Raises:
            ValueError: it is not JSON.
        """
        document: object = json.loads(self.body) if self.body else None
        return document


@dataclass(frozen=True, slots=True)
class JournalView:
    """The exchanges of a test so far, oldest first, and what the server has to complain of."""

    exchanges: tuple[Record, ...]
    failures: tuple[str, ...]

    @property
    def requests(self) -> list[object]:
        """The bodies of all requests, as JSON."""
        return [record.json for record in self.exchanges]

    def __len__(self) -> int:
        return len(self.exchanges)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.exchanges)

    def __getitem__(self, position: int) -> Record:
        return self.exchanges[position]

    def __str__(self) -> str:
        return "\n".join(map(str, self.exchanges)) or "no requests came"
