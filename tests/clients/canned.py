"""A server that answers what it was given, in the pieces it was given: plain HTTP/1.1, and no idea of any protocol."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
from anyio.abc import SocketAttribute, SocketStream
from anyio.from_thread import start_blocking_portal
from anyio.streams.buffered import BufferedByteReceiveStream

_LONGEST_HEAD = 65_536
_NO_CONTENT = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One response.

    Attributes:
        pieces: the body; each is a write of its own.
        pause: seconds behind each piece, an empty one too; without it the network joins what follows fast.
        breaks_off: the connection ends where the body should.
    """

    pieces: tuple[bytes, ...]
    pause: float = 0
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    breaks_off: bool = False

    @classmethod
    def whole(cls, body: str | bytes, *, status: int = 200) -> "Reply":
        """Everything at once."""
        return cls(pieces=(body.encode() if isinstance(body, str) else body,), status=status)

    @classmethod
    def byte_by_byte(cls, body: bytes, *, pause: float = 0) -> "Reply":
        """One write a byte."""
        return cls(pieces=tuple(body[at : at + 1] for at in range(len(body))), pause=pause)

    @classmethod
    def cut(cls, body: bytes, position: int, *, pause: float = 0) -> "Reply":
        """Two writes."""
        return cls(pieces=(body[:position], body[position:]), pause=pause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body; empty if there is none."""
        return dict(json.loads(self.body or b"{}"))


@dataclass(slots=True)
class _Endpoint:
    replies: tuple[Reply, ...]
    received: list[Received] = field(default_factory=list)

    def take(self, request: Received) -> Reply:
        self.received.append(request)
        return self.replies[min(len(self.received), len(self.replies)) - 1]


class Canned:
    """The server's endpoints; a conversation gets one of its own."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._endpoints: list[_Endpoint] = []

    def api(self, *replies: Reply) -> str:
        """Return a new address that gives these replies in turn, and the last one again and again."""
        self._endpoints.append(_Endpoint(replies))
        return f"{self._origin}/{len(self._endpoints) - 1}/api/chat"

    def received(self, api: str) -> list[Received]:
        """Return what an address was asked; targets as if it were the only one."""
        number, _, _ = api.removeprefix(f"{self._origin}/").partition("/")
        return self._endpoints[int(number)].received

    async def serve(self, connection: SocketStream) -> None:
        """Answer one request after the other."""
        source = BufferedByteReceiveStream(connection)
        async with connection:
            try:
                while True:
                    number, request = await _read(source)
                    reply = self._endpoints[number].take(request)
                    await _write(connection, reply)
                    if reply.breaks_off:
                        return
            except (anyio.IncompleteRead, anyio.EndOfStream, anyio.BrokenResourceError):
                # The client has gone.
                return


@contextmanager
def serving() -> Iterator[Canned]:
    """Run the server, in a thread of its own."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(_listening()) as canned:
        yield canned


@asynccontextmanager
async def _listening() -> AsyncIterator[Canned]:
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tasks:
        port = listener.extra(SocketAttribute.local_port)  # noqa: S610 - no Django here
        canned = Canned(f"http://127.0.0.1:{port}")
        tasks.start_soon(listener.serve, canned.serve)
        yield canned
        tasks.cancel_scope.cancel()


async def _read(source: BufferedByteReceiveStream) -> tuple[int, Received]:
    head = await source.receive_until(b"\r\n\r\n", _LONGEST_HEAD)
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _version = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await source.receive_exactly(int(headers.get("content-length", "0")))
    number, _, own = target.removeprefix("/").partition("/")
    return int(number), Received(method=method, target=f"/{own}", headers=headers, body=body)


async def _write(connection: SocketStream, reply: Reply) -> None:
    bodiless = reply.status == _NO_CONTENT
    headers = {**reply.headers, **({} if bodiless else {"transfer-encoding": "chunked"})}
    lines = [f"HTTP/1.1 {reply.status} Canned", *(f"{name}: {value}" for name, value in headers.items())]
    await connection.send("\r\n".join([*lines, "", ""]).encode("latin-1"))
    for piece in reply.pieces:
        # An empty chunk would be the last one.
        if piece:
            await connection.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        if reply.pause:
            await anyio.sleep(reply.pause)
    if not (bodiless or reply.breaks_off):
        await connection.send(b"0\r\n\r\n")
