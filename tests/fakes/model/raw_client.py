"""A client that sees every byte: raw sockets, so that framing, FIN and RST are what the kernel says they are."""

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit

from fakes.model import ModelServer

PATIENCE = 10.0
"""How long a test waits for what must come; a law that holds never needs it."""


def chat_body(question: str = "Hello! How are you?", **parameters: object) -> dict[str, object]:
    """The body of a request with one user message."""
    return {"model": "demo", "messages": [{"role": "user", "content": question}], **parameters}


def request_bytes(
    method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None, version: str = "1.1"
) -> bytes:
    """A request as it travels."""
    given = {"host": "fake", **({"content-length": str(len(body))} if body else {}), **(headers or {})}
    lines = [f"{method} {target} HTTP/{version}", *(f"{name}: {value}" for name, value in given.items()), "", ""]
    return "\r\n".join(lines).encode() + body


def chat_bytes(body: object, **headers: str) -> bytes:
    """A chat completions request as it travels."""
    return request_bytes("POST", "/v1/chat/completions", json.dumps(body).encode(), headers)


class RawClient:
    """One connection to a server."""

    def __init__(self, server: ModelServer, *, receive_buffer: int | None = None) -> None:
        self._address = urlsplit(server.origin)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.settimeout(0)
        if receive_buffer is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.received = b""

    async def __aenter__(self) -> Self:
        await asyncio.get_running_loop().sock_connect(self._socket, (self._address.hostname, self._address.port))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave (FIN)."""
        self._socket.close()

    def tear(self) -> None:
        """Leave rudely (RST)."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def half_close(self) -> None:
        """Say that nothing more will be sent."""
        self._socket.shutdown(socket.SHUT_WR)

    async def send(self, data: bytes) -> None:
        """Send all of ``data``."""
        await asyncio.get_running_loop().sock_sendall(self._socket, data)

    async def receive(self, size: int = 65536) -> bytes:
        """Return the next bytes; none at the end. A reset raises ConnectionResetError."""
        async with asyncio.timeout(PATIENCE):
            data = await asyncio.get_running_loop().sock_recv(self._socket, size)
        self.received += data
        return data

    async def until(self, mark: bytes) -> bytes:
        """Read until ``mark`` has come; return everything up to it and forget that."""
        while mark not in self.received:
            if not await self.receive():
                raise AssertionError(f"the connection ended before {mark!r}: {self.received[-300:]!r}")
        end = self.received.index(mark) + len(mark)
        head, self.received = self.received[:end], self.received[end:]
        return head

    async def rest(self) -> bytes:
        """Read to the end of the connection, and return everything."""
        while await self.receive():
            pass
        return self.received

    async def reply(self) -> tuple[int, dict[str, str], bytes]:
        """Read one whole answer: its status, its headers, and its body without the framing."""
        head = await self.until(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        headers = dict(line.split(": ", 1) for line in lines)
        if "content-length" in headers:
            body = await self._exactly(int(headers["content-length"]))
        else:
            body = await self._chunks()
        return int(first.split(" ")[1]), headers, body

    async def ask(self, data: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send a request and read its answer."""
        await self.send(data)
        return await self.reply()

    async def _exactly(self, size: int) -> bytes:
        while len(self.received) < size:
            assert await self.receive(), "the connection ended within a body"
        body, self.received = self.received[:size], self.received[size:]
        return body

    async def _chunks(self) -> bytes:
        body = b""
        while size := int(await self.until(b"\r\n"), 16):
            body += (await self._exactly(size + 2))[:-2]
        await self.until(b"\r\n")
        return body


def events(body: bytes) -> list[dict[str, object]]:
    """The JSON of every event of a stream, which must end with the mark that ends it."""
    *parts, last, nothing = body.split(b"\n\n")
    assert (last, nothing) == (b"data: [DONE]", b"")
    return [json.loads(part.removeprefix(b"data: ")) for part in parts]


async def ask(server: ModelServer, data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Ask once over a connection of its own."""
    async with RawClient(server) as client:
        return await client.ask(data)


async def ask_chat(
    server: ModelServer, question: str = "Hello! How are you?", **parameters: object
) -> dict[str, object]:
    """Ask for a completion that is not streamed, and return its body."""
    _, _, body = await ask(server, chat_bytes(chat_body(question, **parameters)))
    document: dict[str, object] = json.loads(body)
    return document
