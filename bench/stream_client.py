"""A client that asks for many streams at once over raw sockets, as fast as it is told, and costs little itself."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from bench.http_bytes import LAST_CHUNK

_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Flooded:
    """What a flood was: whole streams, the seconds until the last of them ended, and how often the mark was seen."""

    streams: int
    seconds: float
    marks: int

    @property
    def rate(self) -> float:
        """Streams in a second."""
        return self.streams / self.seconds


class _Client(asyncio.Protocol):
    """One connection. It asks when it is made, and again as long as ``goes_on`` says so."""

    def __init__(self, request: bytes, mark: bytes) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request = request
        self._mark = mark
        self._tail = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's are transports in all but name.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if marks := data.count(self._mark):
            self.noticed(marks)
        self._tail = (self._tail + data[-len(LAST_CHUNK) :])[-len(LAST_CHUNK) :]
        if self._tail != LAST_CHUNK:
            return
        if self.goes_on():
            self._transport.write(self._request)
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - the protocol's own signature
        self.done.set_result(None)

    def noticed(self, marks: int) -> None:
        """Note that so many marks came."""

    def goes_on(self) -> bool:
        """Tell whether there is another request."""
        return False


class _Flood(_Client):
    """Asks again as soon as it has been answered, until its time is over."""

    def __init__(self, request: bytes, mark: bytes, until: float) -> None:
        super().__init__(request, mark)
        self.streams = 0
        self.marks = 0
        self._until = until

    def noticed(self, marks: int) -> None:
        self.marks += marks

    def goes_on(self) -> bool:
        self.streams += 1
        return time.perf_counter() < self._until


class _Paced(_Client):
    """Notes when each mark of one answer comes."""

    def __init__(self, request: bytes, mark: bytes) -> None:
        super().__init__(request, mark)
        self.arrivals: list[float] = []

    def noticed(self, marks: int) -> None:
        self.arrivals += [time.perf_counter()] * marks


async def flood(port: int, request: bytes, *, connections: int, seconds: float, mark: bytes) -> Flooded:
    """Ask on all connections for so many seconds, and wait until everything has been answered.

    Raises:
        TimeoutError: some had no end a minute later.
    """
    began = time.perf_counter()
    clients = [_Flood(request, mark, began + seconds) for _ in range(connections)]
    await _run(port, clients, seconds + _PATIENCE)
    taken = time.perf_counter() - began
    return Flooded(sum(client.streams for client in clients), taken, sum(client.marks for client in clients))


async def paced(port: int, request: bytes, *, streams: int, mark: bytes, spread: float = 0.0) -> list[list[float]]:
    """Return when each mark of each stream came, in seconds of the performance counter.

    Args:
        port: the server's.
        request: what every stream is asked for with.
        streams: how many there are at the same time.
        mark: bytes that can't be split between two reads, or hardly.
        spread: seconds over which the streams begin.

    Raises:
        TimeoutError: some have no end within a minute.
    """
    clients = [_Paced(request, mark) for _ in range(streams)]
    await _run(port, clients, spread + _PATIENCE, spread / streams)
    return [client.arrivals for client in clients]


async def _run(port: int, clients: Sequence[_Client], seconds: float, apart: float = 0.0) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(seconds):
        for number, client in enumerate(clients):
            await asyncio.sleep(max(0.0, began + number * apart - loop.time()))
            await loop.create_connection(lambda: client, "127.0.0.1", port)  # noqa: B023 - called before the next one
        await asyncio.gather(*(client.done for client in clients))
