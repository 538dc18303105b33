"""A server whose one answer is struck by a fault, and bodies of every format to strike."""

import asyncio
import select
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.connection import Connection
from fakes.model.dialect import Asking
from fakes.model.faults import event_message
from fakes.model.faults.fault import Fault
from fakes.model.faults.scene import Scene
from fakes.model.gates import Gates
from fakes.model.journal import Journal
from fakes.model.played import Played
from fakes.model.reply import Body, Frame, Reply, json_reply
from fakes.model.request import Request
from fakes.model.timekeeper import RealTime, Timekeeper
from tests.fakes.model.raw_client import RawClient, request_bytes

if TYPE_CHECKING:
    from fakes.model import ModelServer

ASK = request_bytes("GET", "/")


class StandIn:
    """A dialect of which only the errors matter."""

    name = "stand-in"
    stream_type = "text/event-stream"

    def read(self, call: ApiCall) -> Asking:
        raise NotImplementedError

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        said = {"message": error.message, "code": error.code, "request_id": request_id}
        return json_reply({"error": said}, status=error.status, headers=error.headers)

    def stream_error(self, error: ApiError) -> bytes:
        return f"event: error\ndata: {error.status} {error.code} {error.message}\n\n".encode()

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:
        return ()


SCENE = Scene(StandIn(), "req_1", "seed")


@dataclass(frozen=True, slots=True)
class Example:
    """A body: its content type and its events."""

    content_type: str
    events: tuple[bytes, ...]

    @property
    def body(self) -> bytes:
        return b"".join(self.events)

    def reply(self, *, coalesced: bool = False, length: int | None = None) -> Reply:
        """The events in frames that hold one, two, half and half of one, and one."""
        first, second, third, fourth, *more = self.events
        frames = (
            Frame(0.0, first),
            Frame(0.0, second + third, 2),
            Frame(0.0, fourth[:7], 0),
            Frame(0.0, fourth[7:], 1),
            *(Frame(0.0, event) for event in more),
        )
        return Reply(200, (("Content-Type", self.content_type),), Body(iter(frames), length, coalesced), "demo")


def _sse() -> Iterator[bytes]:
    yield 'data: {"n":0,"t":"Grüße"}\n\n'.encode()
    yield b'event: delta\ndata: {"n":1,"t":"plain, with: [signs] {in} \\"it\\""}\n\n'
    yield 'data: {"n":2,"t":"世界 🎉"}\n\n'.encode()
    yield b'data: {"n":3}\n\n'
    yield b"data: [DONE]\n\n"


def _lines() -> Iterator[bytes]:
    return (event.partition(b"data: ")[2][:-1] for event in _sse() if b"[DONE]" not in event)


EXAMPLES = {
    "sse": Example("text/event-stream; charset=utf-8", tuple(_sse())),
    "ndjson": Example("application/x-ndjson", tuple(_lines())),
    "aws": Example(
        "application/vnd.amazon.eventstream",
        tuple(event_message.message("chunk", line.strip()) for line in _lines()),
    ),
    "json array": Example(
        "application/json", (b'[{"a":"\\"}\\\\"}', b',\r\n{"b":["{"]}', ',{"c":"é"}'.encode(), b',{"d":[]}', b"]")
    ),
}


def struck(reply: Reply, fault: str) -> Reply:
    return Fault.parse(fault).strike(reply, SCENE)


class Stage:
    """A server that gives everybody what ``make`` makes."""

    def __init__(self, make: Callable[[], Reply], time: Timekeeper | None = None) -> None:
        self._make = make
        self._time = time or RealTime()
        self._connections: set[Connection] = set()
        self.journal = Journal(self._connections)
        self.gates = Gates()
        self.origin = ""

    async def respond(self, request: Request) -> Played:
        reply = self._make()
        return Played(reply, self.journal.open(request, model=reply.model), self._time, self.gates)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: Connection(self, self._connections), "127.0.0.1", 0)
        self.origin = f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        await asyncio.gather(*(connection.abort() for connection in tuple(self._connections)))
        await self._listener.wait_closed()

    def client(self) -> RawClient:
        # It asks a server for nothing but its origin.
        return RawClient(cast("ModelServer", self))


async def nothing_comes(client: RawClient) -> None:
    """The connection lives, and says nothing while many rounds of the event loop go by."""
    for _ in range(20):
        await asyncio.sleep(0.001)
        assert select.select([client._socket], [], [], 0)[0] == []


async def arrived(client: RawClient, size: int) -> None:
    """Read until ``size`` bytes of a chunked body have come, framing not counted."""
    while len(dechunked(client.received)[0]) < size:
        assert await client.receive(), "the connection ended before its time"


def dechunked(received: bytes) -> tuple[bytes, bytes]:
    """The body in the bytes of an answer, as far as its chunks are whole, and what stands behind them."""
    rest = received.partition(b"\r\n\r\n")[2]
    body = b""
    while b"\r\n" in rest:
        size, _, more = rest.partition(b"\r\n")
        count = int(size, 16)
        if count == 0 or len(more) < count + 2:
            break
        assert more[count : count + 2] == b"\r\n"
        body, rest = body + more[:count], more[count + 2 :]
    return body, rest
