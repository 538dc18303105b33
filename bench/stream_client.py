"""A client that asks for streams over raw sockets, as many and as fast as it is told, and costs little itself."""

import asyncio
import time
from collections.abc import Sequence

LAST_CHUNK = b"0\r\n\r\n"
"""The end of an answer in chunks."""

_EVENT = b"data: "
_PATIENCE = 60.0


class _Client(asyncio.Protocol):
    """One connection. It asks when it is made, and again as long as ``goes_on`` says so."""

    def __init__(self, request: bytes) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request = request
        self._tail = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_connection makes
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self.noticed(data)
        self._tail = (self._tail + data[-len(LAST_CHUNK) :])[-len(LAST_CHUNK) :]
        if self._tail != LAST_CHUNK:
            return
        if self.goes_on():
            self._transport.write(self._request)
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - the protocol's own signature
        self.done.set_result(None)

    def noticed(self, data: bytes) -> None:
        """Note what came."""

    def goes_on(self) -> bool:
        """Tell whether there is another request."""
        return False


class _Flood(_Client):
    """Asks again as soon as it has been answered, until its time is over."""

    def __init__(self, request: bytes, until: float) -> None:
        super().__init__(request)
        self.streams = 0
        self._until = until

    def goes_on(self) -> bool:
        self.streams += 1
        return time.perf_counter() < self._until


class _Paced(_Client):
    """Notes when each event of one answer comes."""

    def __init__(self, request: bytes) -> None:
        super().__init__(request)
        self.arrivals: list[float] = []

    def noticed(self, data: bytes) -> None:
        self.arrivals += [time.perf_counter()] * data.count(_EVENT)


async def flood(port: int, request: bytes, *, connections: int, seconds: float) -> int:
    """Return how many streams were answered to their ends.

    Raises:
        TimeoutError: some had no end a minute later.
    """
    until = time.perf_counter() + seconds
    clients = [_Flood(request, until) for _ in range(connections)]
    await _run(port, clients, seconds + _PATIENCE)
    return sum(client.streams for client in clients)


async def paced(port: int, request: bytes, *, streams: int) -> list[list[float]]:
    """Return when each event of each stream came, in seconds of the performance counter.

    Raises:
        TimeoutError: some have no end within a minute.
    """
    clients = [_Paced(request) for _ in range(streams)]
    await _run(port, clients, _PATIENCE)
    return [client.arrivals for client in clients]


async def _run(port: int, clients: Sequence[_Client], seconds: float) -> None:
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(seconds):
        for client in clients:
            await loop.create_connection(lambda: client, "127.0.0.1", port)  # noqa: B023 - called before the next one
        await asyncio.gather(*(client.done for client in clients))
