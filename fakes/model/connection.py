"""One client's socket: requests in, one answer at a time out."""

import asyncio
from collections import deque
from typing import Protocol

from fakes.model.framing import Framing
from fakes.model.outlet import Outlet
from fakes.model.performance import Performance
from fakes.model.played import Played
from fakes.model.request import Request
from fakes.model.request_reader import RequestReader

_QUEUE_LIMIT = 32
_LINGER_SECONDS = 2.0


class Application(Protocol):
    """What knows the answers."""

    async def respond(self, request: Request) -> Played:
        """Return the answer to a request, the record to keep while it is played, and by which clock and gates.

        It may wait: only this client waits with it. Cancellation means that the client left.
        """
        ...


class Connection(asyncio.Protocol):
    """HTTP/1.1 over one socket. The socket is read all the time, so that a client that leaves is noticed at once."""

    _transport: asyncio.Transport
    _outlet: Outlet

    def __init__(self, application: Application, connections: set["Connection"]) -> None:
        self._application = application
        self._connections = connections
        self._reader = RequestReader(on_request=self._enqueue, on_expect=self._welcome_body)
        self._requests: deque[Request] = deque()
        self._answering: asyncio.Task[None] | None = None
        self._linger: asyncio.TimerHandle | None = None
        self._closed = asyncio.Event()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # a server's are always these
        """Take the socket."""
        self._transport = transport
        self._outlet = Outlet(transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - every way of leaving is the same to us
        """Stop answering: nobody listens."""
        self._requests.clear()
        if self._answering is not None:
            self._answering.cancel()
        if self._linger is not None:
            self._linger.cancel()
        self._closed.set()
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """Take bytes from the client."""
        self._reader.feed(data)
        if len(self._requests) >= _QUEUE_LIMIT:
            self._transport.pause_reading()

    def eof_received(self) -> None:
        """Leave when the client does; an answer that it did not wait for is cut off."""
        if self._answering is not None:
            self._transport.abort()

    def pause_writing(self) -> None:
        """Wait for a client that does not keep up."""
        self._outlet.pause()

    def resume_writing(self) -> None:
        """Go on: the client has caught up."""
        self._outlet.resume()

    async def abort(self) -> None:
        """Cut the client off, and return when everything about it has ended."""
        answering = self._answering
        self._transport.abort()
        await self._closed.wait()
        if answering is not None:
            await asyncio.wait([answering])

    def _welcome_body(self) -> None:
        # Between the bytes of another answer it would be a lie; that client waits a moment and then sends anyway.
        if self._answering is None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _enqueue(self, request: Request) -> None:
        self._requests.append(request)
        if self._answering is None:
            self._answering = asyncio.get_running_loop().create_task(self._answer_all())

    async def _answer_all(self) -> None:
        try:
            while self._requests and not self._transport.is_closing():
                request = self._requests.popleft()
                await self._answer(request)
                if not request.keep_alive:
                    self._depart(request)
                self._transport.resume_reading()
        except BaseException:
            # Our own mistake must not look like a slow model; it is raised where the loop reports it.
            self._transport.abort()
            raise
        finally:
            self._answering = None

    async def _answer(self, request: Request) -> None:
        played = await self._application.respond(request)
        await Performance(played, Framing.of(played.reply, request), self._outlet).run()

    def _depart(self, request: Request) -> None:
        if request.fault is not None and not self._transport.is_closing():
            # Closing now, with bytes still arriving, would send RST and lose the answer that explains it.
            self._transport.write_eof()
            self._linger = asyncio.get_running_loop().call_later(_LINGER_SECONDS, self._transport.abort)
        else:
            self._transport.close()
