"""One request whose answer is struck, beside the healthy answer to the same request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fakes.model import ModelServer
from fakes.model.exchange import Exchange, Outcome
from fakes.model.setup import Setup
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.faults.struck import arrived, nothing_comes
from tests.fakes.model.faults.watched import seen
from tests.fakes.model.faults.wires import Wire
from tests.fakes.model.raw_client import PATIENCE, RawClient, ask
from tests.fakes.model.scenario.stage import playbook

SIGNS = ("ü", "ß", "世", "界", "🎉")
_SAID = "Hello there, my friend. Grüße, ja: Grüße! 世界 🎉 and so on, as you wish."


@dataclass(frozen=True, slots=True)
class Healthy:
    """A body that nothing has struck, and where its events end."""

    body: bytes
    ends: list[int]

    @property
    def count(self) -> int:
        """The number of events."""
        return len(self.ends)

    def size(self, events: int) -> int:
        """How many bytes the first events are."""
        return ([0, *self.ends])[events]

    def event(self, number: int) -> bytes:
        """An event; behind the last one what is left of the body."""
        return self.body[self.size(number) : self.ends[number] if number < self.count else len(self.body)]


@dataclass(frozen=True, slots=True)
class Stricken:
    """A server, a client of it that has not asked yet, and the answer as it would be without a fault."""

    wire: Wire
    server: ModelServer
    client: RawClient
    healthy: Healthy
    time: VirtualTime = field(default_factory=VirtualTime)

    async def sent(self, fault: str) -> Exchange:
        """Ask, and return the record of the answer."""
        before = self.server.journal.count
        await self.client.send(self.wire.asking(fault))
        await self.server.journal.arrived(before + 1, PATIENCE)
        return self.server.journal[-1]

    async def seen(self, fault: str, size: int, outcome: Outcome) -> bytes:
        """The body of a struck answer, which must be of this size where nothing ends it, and end as told."""
        return await seen(self.client, await self.sent(fault), size, outcome)

    async def held(self, size: int) -> None:
        """Read a body up to this size, and see that nothing more comes though the connection lives."""
        while b"\r\n\r\n" not in self.client.received:
            assert await self.client.receive(), "the connection ended before its time"
        await arrived(self.client, size)
        await nothing_comes(self.client)


@asynccontextmanager
async def stricken(wire: Wire) -> AsyncIterator[Stricken]:
    """A server that answers in a form, and has answered once."""
    clock = VirtualTime()
    setup = Setup(playbook=playbook({"say": _SAID}), time=lambda: clock)
    async with ModelServer(setup) as server, RawClient(server) as client:
        status, headers, body = await ask(server, wire.asking())
        assert (status, headers["content-type"]) == (200, wire.content_type)
        yield Stricken(wire, server, client, Healthy(body, wire.ends(body)), clock)
