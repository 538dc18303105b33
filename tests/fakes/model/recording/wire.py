"""A client that sees every byte, and the requests of a chat."""

import asyncio
import json
from typing import NamedTuple
from urllib.parse import urlsplit

from fakes.model.recording import RecordingServer
from tests.fakes.model.recording.provider import PATIENCE

KEY = "sk-proj-9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQ"


def body(question: str = "Hello!", **parameters: object) -> dict[str, object]:
    """The body of a chat completions request."""
    return {"model": "gpt-x", "messages": [{"role": "user", "content": question}], **parameters}


def post(document: object, target: str = "/v1/chat/completions", **headers: str) -> bytes:
    """A request as it travels; the connection ends after it."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return message("POST", target, data, **{"content-type": "application/json", **headers})


def message(method: str, target: str, data: bytes = b"", **headers: str) -> bytes:
    """Any request as it travels."""
    given = {"host": "fake", "connection": "close", "authorization": f"Bearer {KEY}", **headers}
    if data:
        given["content-length"] = str(len(data))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
    return "\r\n".join(lines).encode() + data


class Heard(NamedTuple):
    """Everything that a connection said, and whether it ended with RST."""

    data: bytes
    reset: bool

    @property
    def head(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[0]

    @property
    def rest(self) -> bytes:
        """The body as it travelled: its chunks, if it has any."""
        return self.data.partition(b"\r\n\r\n")[2]

    @property
    def chunks(self) -> list[bytes]:
        """The body's chunks; the last is empty, unless the answer was cut."""
        chunks, rest = [], self.rest
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            chunks.append(rest[: int(size, 16)])
            rest = rest[int(size, 16) + 2 :]
        return chunks

    @property
    def status(self) -> int:
        return int(self.head.split()[1])


async def connect(server: RecordingServer) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to a server."""
    address = urlsplit(server.origin)
    return await asyncio.open_connection(address.hostname, address.port)


async def hear(server: RecordingServer, request: bytes) -> Heard:
    """Ask once, and read to the end of the connection."""
    reader, writer = await connect(server)
    writer.write(request)
    data, reset = bytearray(), False
    try:
        async with asyncio.timeout(PATIENCE):
            while part := await reader.read(65536):
                data += part
    except ConnectionResetError:
        reset = True
    finally:
        writer.close()
    return Heard(bytes(data), reset)
