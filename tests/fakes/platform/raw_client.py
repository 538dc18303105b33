"""A client that sends any bytes, and sees every byte that comes back."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from fakes.platform import Platform
from tests.fakes.platform.asking import PATIENCE


class RawClient:
    """One connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._received = bytearray()

    def send(self, text: str | bytes) -> None:
        self._connection.sendall(text.encode() if isinstance(text, str) else text)

    def half_close(self) -> None:
        self._connection.shutdown(socket.SHUT_WR)

    def until(self, mark: bytes) -> bytes:
        """Everything up to ``mark``."""
        searched = 0
        while (found := self._received.find(mark, searched)) < 0:
            searched = max(0, len(self._received) - len(mark))
            data = self._connection.recv(2**20)
            if not data:
                raise AssertionError(f"the connection ended before {mark!r}: {bytes(self._received[-200:])!r}")
            self._received += data
        end = found + len(mark)
        part = bytes(self._received[:end])
        del self._received[:end]
        return part

    def rest(self) -> bytes:
        """Everything to the end of the connection."""
        while data := self._connection.recv(65536):
            self._received += data
        return bytes(self._received)


@contextmanager
def connected(platform: Platform, *, receive_buffer: int | None = None) -> Iterator[RawClient]:
    """A connection to a platform."""
    address = urlsplit(platform.url)
    with socket.socket() as connection:
        if receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(PATIENCE)
        connection.connect((address.hostname, address.port))
        yield RawClient(connection)


def post(body: str, *headers: str, path: str = "/", version: str = "1.1") -> str:
    """A POST of JSON as it travels."""
    lines = [f"POST {path} HTTP/{version}", "host: x", "content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, *headers, "", body])
