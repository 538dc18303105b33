"""One connection, on which one stream is asked for after another: a blocking socket, so that it costs little itself."""

import socket
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from bench.http_bytes import LAST_CHUNK
from bench.upstream_dialect import MARK

_BUFFER = 1 << 18
_TAIL = 1024


class InvalidAnswer(EOFError):
    """An answer has not as many tokens as were asked for, or does not end as its protocol has it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Times are seconds since the request was sent."""

    first_token: float
    end: float
    tokens: int
    size: int
    tail: bytes

    def checked(self, tokens: int, ending: bytes) -> Self:
        """Return the same, now that it has so many tokens and ends so.

        Raises:
            InvalidAnswer: it does not.
        """
        if self.tokens != tokens or ending not in self.tail:
            raise InvalidAnswer(f"{self.tokens} of {tokens} tokens; it ends with {self.tail[-200:]!r}")
        return self


class Connection:
    """A connection to a server on this machine; use it in a ``with``.

    Attributes:
        opened: when it was, on the performance counter.
    """

    def __init__(self, port: int, patience: float = 60.0) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=patience)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.opened = time.perf_counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, request: bytes) -> None:
        """Send a request, and do not wait for its answer."""
        self._socket.sendall(request)

    def ask(self, request: bytes) -> Answer:
        """Send a request, and read its answer to the end.

        Raises:
            InvalidAnswer: the server left before the end.
            OSError: the connection broke, or nothing came for too long.
        """
        began = time.perf_counter()
        self.send(request)
        buffer = bytearray(_BUFFER)
        first, tokens, size, tail = 0.0, 0, 0, b""
        while not tail.endswith(LAST_CHUNK):
            count = self._socket.recv_into(buffer)
            if not count:
                raise InvalidAnswer(f"broke off behind {tail[-200:]!r}")
            tokens += buffer.count(MARK, 0, count)
            if tokens and not first:
                first = time.perf_counter() - began
            size += count
            tail = (tail + bytes(buffer[max(0, count - _TAIL) : count]))[-_TAIL:]
        return Answer(first, time.perf_counter() - began, tokens, size, tail)
