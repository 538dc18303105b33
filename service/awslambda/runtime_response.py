"""A response stream's way to Lambda's Runtime API: one connection an invocation, as AWS asks for."""

from __future__ import annotations

import select
import socket
from threading import RLock
from typing import TYPE_CHECKING

from service.awslambda import wire
from service.awslambda.errors import StreamClosed
from service.awslambda.prelude import DELIMITER, Prelude

if TYPE_CHECKING:
    import asyncio

_READ_SIZE = 65_536


class RuntimeResponse:
    """A Transport that posts to the Runtime API. The connection is opened by the first byte.

    Raises StreamClosed where the Runtime API refuses the response or goes away.
    """

    def __init__(self, address: wire.Address, request_id: str, invocation_id: str | None) -> None:
        self._address = address
        self._ids = (request_id, invocation_id)
        self._socket: socket.socket | None = None
        self._unsent = bytearray()
        self._answer = wire.Answer()
        self._gone = False
        self._waiting: list[asyncio.Future[None]] = []
        self._closed: list[asyncio.Future[None]] = []
        # Of a thread: one may write while the event loop flushes what another has written.
        self._lock = RLock()

    @property
    def status(self) -> int | None:
        """What the Runtime API answered; None if it has not, or never will."""
        return self._answer.status

    def start(self, content_type: str, prelude: Prelude | None) -> None:
        """Take the head; it leaves with the first part of the body, in the same packet."""
        self._unsent += wire.head(self._address, *self._ids, content_type)
        if prelude is not None:
            # Two chunks of their own: some emulators look for the delimiter as a chunk.
            self._unsent += wire.chunk(prelude.encode()) + wire.chunk(DELIMITER)

    def send(self, data: bytes) -> None:
        """Take a part of the body, and send what the kernel takes at once."""
        self._push(wire.chunk(data))

    def flush(self) -> None:
        """Block until the kernel has taken everything."""
        while self._unsent:
            self._wait(select.POLLIN | select.POLLOUT)
            self._push()

    async def flush_async(self) -> None:
        """Wait until the kernel has taken everything."""
        while self._unsent:
            await self._woken(self._waiting)
            self._push()

    def finish(self) -> None:
        """Take the terminator. Whether the Runtime API took the response, ``settle`` tells."""
        self._push(wire.TERMINATOR)

    def fail(self, error_type: str, error: str) -> None:
        """Send the terminator and the error behind it."""
        self._push(wire.trailers(error_type, error))
        self.flush()

    def settle(self) -> int | None:
        """Wait for the Runtime API's answer, close the connection, and return the status; None if it went away."""
        try:
            while self.status is None and not self._gone:
                self._wait(select.POLLIN)
                self._read()
        finally:
            self.close()
        return self.status

    def close(self) -> None:
        """Close the connection; what was not sent is lost."""
        self._give_up()
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    async def wait_closed(self) -> None:
        """Return when the Runtime API has refused the response or gone away."""
        if not self._gone:
            await self._woken(self._closed)

    async def _woken(self, futures: list[asyncio.Future[None]]) -> None:
        """Wait in the event loop until these futures are woken."""
        import asyncio  # noqa: PLC0415 - sync handlers never need it, and it takes a tenth of a second to import

        loop = asyncio.get_running_loop()
        descriptor = self._connect().fileno()
        future = loop.create_future()
        futures.append(future)
        self._watch(loop, descriptor)
        try:
            await future
        finally:
            futures.remove(future)
            self._watch(loop, descriptor)

    def _watch(self, loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
        """Have the loop watch the connection for what somebody waits for; a refusal ends every wait."""
        if self._waiting:
            loop.add_writer(descriptor, _wake, self._waiting)
        else:
            loop.remove_writer(descriptor)
        if self._waiting or self._closed:
            loop.add_reader(descriptor, self._read)
        else:
            loop.remove_reader(descriptor)

    def _connect(self) -> socket.socket:
        if self._socket is None:
            if self._gone:
                raise StreamClosed("the connection to the Runtime API is closed")
            try:
                self._socket = socket.create_connection((self._address.host, self._address.port))
            except OSError as error:
                self._gone = True
                raise StreamClosed(f"the Runtime API can't be reached: {error}") from error
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.settimeout(0)
        return self._socket

    def _push(self, data: bytes = b"") -> None:
        """Take data, and send what the kernel takes at once."""
        with self._lock:
            self._unsent += data
            connection = self._connect()
            self._read()
            if self._gone:
                raise StreamClosed(f"the Runtime API takes no more of this response (status {self.status})")
            try:
                del self._unsent[: connection.send(self._unsent)]
            except BlockingIOError:
                pass
            except OSError as error:
                self._give_up()
                raise StreamClosed(f"the connection to the Runtime API broke: {error}") from error

    def _read(self) -> None:
        """Take what the Runtime API has said, if anything. It has no reason to speak before the end, but to refuse."""
        with self._lock:
            try:
                data = self._connect().recv(_READ_SIZE)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            self._answer.feed(data)
            if not data or self._answer.refused:
                self._give_up()

    def _give_up(self) -> None:
        with self._lock:
            self._gone = True
            self._unsent.clear()
            for future in (*self._waiting, *self._closed):
                # This may be another thread than the event loop's.
                future.get_loop().call_soon_threadsafe(_wake, [future])

    def _wait(self, events: int) -> None:
        poll = select.poll()
        poll.register(self._connect(), events)
        poll.poll()


def _wake(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)
