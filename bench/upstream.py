"""The model server behind every contender: precomputed bytes over raw sockets. ``python -m bench.upstream PORT``.

FRAMING: ``event`` or ``write``.

It may never be what a measurement waits for, and its processor time is not counted.
"""

import asyncio
import os
import sys
from typing import cast

from bench.question import Question
from bench.quick_loop import run
from bench.upstream_dialect import BLOCK, Dialect, Framing, anthropic, openai

_FRAMING: Framing = "write" if os.environ.get("FRAMING") == "write" else "event"
_DIALECTS = {b"/v1/chat/completions": openai(_FRAMING), b"/v1/messages": anthropic(_FRAMING)}
_LENGTH = b"content-length:"
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"


class Upstream(asyncio.Protocol):
    """One connection: answers one request after another."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._pending = b""
        self._dialect: Dialect
        self._question = Question(0)
        self._sent = 0
        self._began = 0.0
        self._paused = False
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        # uvloop's are transports in all but name.
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's own signature
        """Stop answering."""
        self._question = Question(0)
        if self._timer is not None:
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Answer, if that was the end of a request."""
        self._pending += data
        head, end, body = self._pending.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        self._pending = b""
        path = head.split(b" ", 2)[1].partition(b"?")[0]
        dialect = _DIALECTS.get(path)
        if dialect is None:
            self._transport.write(_NOT_FOUND)
            return
        try:
            self._question = Question.found_in(body)
        except ValueError:
            self._transport.write(_BAD_REQUEST)
            return
        self._dialect, self._sent = dialect, 0
        if self._question.ms:
            self._began = asyncio.get_running_loop().time()
            self._transport.write(dialect.opening + dialect.some(0, 1))
            self._sent = 1
            self._wait()
        else:
            self._transport.write(dialect.opening)
            self._flood()

    def pause_writing(self) -> None:
        """Wait: the reader is slower."""
        self._paused = True

    def resume_writing(self) -> None:
        """Go on."""
        self._paused = False
        if not self._question.ms and self._sent < self._question.tokens:
            self._flood()

    def _flood(self) -> None:
        while not self._paused:
            number = min(BLOCK, self._question.tokens - self._sent)
            self._transport.write(self._dialect.some(self._sent, number))
            self._sent += number
            if self._sent >= self._question.tokens:
                self._transport.write(self._dialect.closing)
                return

    def _wait(self) -> None:
        # From the first token on, so that no delay adds up.
        due = self._began + self._sent * self._question.ms / 1000
        self._timer = asyncio.get_running_loop().call_at(due, self._pace)

    def _pace(self) -> None:
        if self._sent >= self._question.tokens:
            self._transport.write(self._dialect.closing)
            return
        self._transport.write(self._dialect.some(self._sent, 1))
        self._sent += 1
        self._wait()


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[len(_LENGTH) :]) for line in lines if line.startswith(_LENGTH)), 0)


async def _serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Upstream, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    run(_serve(int(sys.argv[1])))
