"""A connection within the process, as the server sees it."""

import asyncio
from collections.abc import Callable

from fakes.model.in_process.wire import End, Wire
from fakes.model.outlet import SocketlessTransport


class Link(SocketlessTransport):
    """What a server's protocol takes for a socket. The client's side is ``wire``, ``deliver`` and ``leave``.

    It always reports every byte that the client's side has no room for; other limits cannot be set. All of it belongs
    to the event loop that runs when it is made.
    """

    def __init__(self, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self.wire = Wire(self._client_has_read)
        self._reading = asyncio.Event()
        self._reading.set()
        self._full = False
        self._closing = False
        self._lost = False
        self._protocol.connection_made(self)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Change nothing: the limit is 0."""

    def get_write_buffer_size(self) -> int:
        """Return how many bytes the client's side has no room for."""
        return self.wire.backlog

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send; nothing after the end."""
        if self._closing:
            return
        self.wire.put(bytes(data))
        if self.wire.backlog and not self._full:
            self._full = True
            self._protocol.pause_writing()

    def write_eof(self) -> None:
        """Send nothing more, and go on reading."""
        self.wire.finish("fin")

    def is_closing(self) -> bool:
        """Return whether the end has begun."""
        return self._closing

    def close(self) -> None:
        """Send what waits, and then end: the client sees FIN."""
        if not self._closing:
            self._close()
            self.wire.finish("fin")
            self._end_if_sent()

    def abort(self) -> None:
        """End at once; the client sees FIN after what has arrived at its side."""
        self._cut("fin")

    def reset(self) -> None:
        """End at once; the client sees RST after what has arrived at its side."""
        self._cut("reset")

    def pause_reading(self) -> None:
        """Let the client wait with what it has to send."""
        self._reading.clear()

    def resume_reading(self) -> None:
        """Let the client send."""
        self._reading.set()

    async def deliver(self, data: bytes) -> None:
        """Send from the client to the server, and return when the server has it.

        Raises:
            BrokenPipeError: the server has closed.
        """
        await self._reading.wait()
        if self._closing:
            raise BrokenPipeError("the server has closed the connection")
        # The server works from the loop and not from within its client, as it does with a socket.
        self._loop.call_soon(self._unless_closing, self._protocol.data_received, data)
        await asyncio.sleep(0)

    def leave(self) -> None:
        """End from the client's side; the server hears of it a moment later."""
        self.wire.leave()
        self._loop.call_soon(self._unless_closing, self._protocol.eof_received)
        self._loop.call_soon(self.abort)

    def _unless_closing(self, tell: Callable[..., object], *news: bytes) -> None:
        if not self._closing:
            tell(*news)

    def _client_has_read(self) -> None:
        if self.wire.backlog:
            return
        if self._full:
            self._full = False
            self._protocol.resume_writing()
        if self._closing:
            self._end_if_sent()

    def _close(self) -> None:
        self._closing = True
        # A client that waits to send has to learn that it never can.
        self._reading.set()

    def _cut(self, end: End) -> None:
        if not self._lost:
            self._close()
            self.wire.cut(end)
            self._end_if_sent()

    def _end_if_sent(self) -> None:
        if not (self.wire.backlog or self._lost):
            self._lost = True
            self._loop.call_soon(self._protocol.connection_lost, None)
