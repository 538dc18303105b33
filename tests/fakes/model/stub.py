"""An application with one answer, and its clients."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx

from fakes.model import in_process
from fakes.model.exchange import Exchange
from fakes.model.gates import Gates
from fakes.model.played import Played
from fakes.model.reply import Body, Ending, Frame, Reply
from fakes.model.request import Request
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.raw_client import PATIENCE

if TYPE_CHECKING:
    from fakes.model.connection import Connection

URL = "http://fake/v1/anything"
"""Any address leads to it."""


class Stub:
    """An application with one answer, and a client of it that has no socket."""

    def __init__(self, answer: Callable[[Request], Reply], *, timeout: float = PATIENCE) -> None:
        self._answer = answer
        self.connections: set[Connection] = set()
        self.exchanges: list[Exchange] = []
        self.time = VirtualTime()
        self.gates = Gates()
        self.client = httpx.AsyncClient(transport=in_process.transport(self, self.connections), timeout=timeout)

    @classmethod
    def of(cls, *frames: Frame, then: Ending = "close", timeout: float = PATIENCE) -> "Stub":
        return cls(lambda _: Reply(200, (), Body(frames, then=then)), timeout=timeout)

    async def respond(self, request: Request) -> Played:
        exchange = Exchange(request, index=len(self.exchanges), model=None)
        self.exchanges.append(exchange)
        return Played(self._answer(request), exchange, self.time, self.gates)

    async def no_connection(self) -> None:
        # Nobody is awaited who has nothing more to do.
        await self.time.advance(0)
        assert self.connections == set()


async def read_into(parts: list[bytes], stub: Stub) -> None:
    """Ask, and read as long as it goes; what has come stays in ``parts``."""
    async with asyncio.timeout(PATIENCE), stub.client.stream("GET", URL) as response:
        async for part in response.aiter_raw():
            parts.append(part)  # noqa: PERF401 - an error must not take with it what was read
