"""A provider on a loopback port that does byte for byte what a test tells it to, and sees when its client leaves."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from service.field import JSON

PROMPTLY = 2.0
"""Seconds that are long enough for anything that happens at once."""


class Act(Enum):
    """What a server may do besides sending bytes."""

    RESET = auto()
    """Break the connection, so that the client's next read fails."""
    HOLD = auto()
    """Send nothing more, until the client leaves."""
    KEEP = auto()
    """Read the next request on the same connection."""


Reply = Sequence[bytes | Act]
"""What is done for one request, in order; then the connection is closed."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Upstream:
    """Plays one reply a request; the last one again for every further request."""

    replies: Sequence[Reply]
    url: str = ""
    connections: int = 0
    requests: list[Request] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client leaves a connection that is held or kept."""

    async def wait_until_left(self) -> None:
        """Wait for a client to leave."""
        async with asyncio.timeout(PROMPTLY):
            await self.left.wait()

    async def play(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request and reply to it, and so on where the connection is kept."""
        request = await _read_request(reader)
        if request is None:
            self.left.set()
            return
        self.requests.append(request)
        self.asked.set()
        for act in self.replies[min(len(self.requests), len(self.replies)) - 1]:
            match act:
                case Act.RESET:
                    _reset(writer)
                case Act.HOLD:
                    await _until_gone(reader)
                    self.left.set()
                case Act.KEEP:
                    await self.play(reader, writer)
                case data:
                    writer.write(data)
                    await writer.drain()


@asynccontextmanager
async def upstream(*replies: Reply) -> AsyncGenerator[Upstream, None]:
    """Serve these replies for as long as the context lasts."""
    playing = Upstream(replies)
    connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await playing.play(reader, writer)
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        playing.connections += 1
        connections[asyncio.ensure_future(connected(reader, writer))] = writer

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    playing.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield playing
    finally:
        server.close()
        for writer in connections.values():
            writer.transport.abort()
        await asyncio.gather(*connections)
        await server.wait_closed()


def refused_port() -> int:
    """Return a loopback port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def answer(*parts: bytes) -> bytes:
    """Return the head of an event stream that ends with its connection, and what follows it."""
    return b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n" + b"".join(parts)


def kept_answer(body: bytes) -> bytes:
    """Return a whole event stream that leaves the connection open."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    return b"%b%x\r\n%b\r\n0\r\n\r\n" % (head, len(body), body)


def refusal(
    status: int,
    body: JSON | bytes = None,
    headers: Sequence[tuple[str, str]] = (),
    *,
    media_type: str = "application/json",
) -> bytes:
    """Return a whole response that is not a stream."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [
        f"HTTP/1.1 {status} Some Reason",
        f"content-type: {media_type}",
        f"content-length: {len(content)}",
        "connection: close",
        *(f"{name}: {value}" for name, value in headers),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    """Return what the client sends; None if it leaves instead."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    line, *fields = head.decode().split("\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (header.partition(":") for header in fields)}
    return Request(line, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


async def _until_gone(reader: asyncio.StreamReader) -> None:
    try:
        while await reader.read(1024):
            pass
    except ConnectionError:
        pass


def _reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
