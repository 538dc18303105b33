"""A real model server, as far as a recorder can tell: it says exactly the bytes that a test wrote, and then ends."""

import asyncio
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Literal, Self

from fakes.model.recording import Upstreams
from fakes.model.request import Request
from fakes.model.request_reader import RequestReader

PATIENCE = 10.0

Step = bytes | float | Literal["reset", "hang"]
"""Bytes to say, seconds to wait, RST, or silence until the client leaves. Without the last two the end is FIN."""

Answers = Callable[[Request], Sequence[Step]]


def whole(body: bytes, status: str = "200 OK", **headers: str) -> tuple[Step, ...]:
    """An answer of an announced length."""
    return (head(status, content_length=str(len(body)), **headers) + body,)


def head(status: str = "200 OK", **headers: str) -> bytes:
    """The beginning of an answer."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def chunk(data: bytes) -> bytes:
    """One chunk as it travels; of nothing, the last."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def stream(*events: bytes | float, **headers: str) -> tuple[Step, ...]:
    """A streamed answer, one chunk an event, with its end."""
    given = {"content_type": "text/event-stream", "transfer_encoding": "chunked", **headers}
    steps: list[Step] = [head(**given)]
    steps += [chunk(event) if isinstance(event, bytes) else event for event in events]
    return (*steps, chunk(b""))


class Provider:
    """Listens on this machine, and remembers what it was asked."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._handlers: set[asyncio.Task[None]] = set()
        self.requests: list[Request] = []
        self.left = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for handler in tuple(self._handlers):
            handler.cancel()
        await asyncio.gather(*self._handlers, return_exceptions=True)

    @property
    def host(self) -> str:
        """Its host and port."""
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def upstreams(self, prefix: str = "/", path: str = "") -> Upstreams:
        """A permission to ask it, and nobody else."""
        return Upstreams([self.host], {prefix: f"http://{self.host}{path}"})

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        task.add_done_callback(self._handlers.discard)
        got: list[Request] = []
        parser = RequestReader(on_request=got.append, on_expect=lambda: None)
        while not got:
            data = await reader.read(65536)
            if not data:
                writer.close()
                return
            parser.feed(data)
        self.requests += got
        try:
            await self._say(self._answers(got[0]), reader, writer)
        finally:
            writer.close()

    async def _say(self, steps: Sequence[Step], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for step in steps:
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
                # A write of its own must be a read of its own.
                await asyncio.sleep(0.005)
            elif isinstance(step, float):
                await asyncio.sleep(step)
            elif step == "reset":
                sock: socket.socket = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
            else:
                while await reader.read(65536):
                    pass
                self.left.set()
