"""One socket that speaks HTTP/1.1: requests with trailers in, answers out."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from http import HTTPStatus

import h11

from fakes.platform.request import Headers, Request

_READ_SIZE = 64 * 1024
_LINGER_SECONDS = 2.0
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_BODILESS = frozenset({204, 304})


class Malformed(Exception):
    """What came was not HTTP, or ended in the middle."""


class BodyTooLarge(Exception):
    """A body is larger than it may be."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class HttpConnection:
    """The server's side of one connection. Writing waits for the kernel, so a slow reader costs no memory here."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER)
        self._bodiless = False
        self.trailers: Headers = ()
        # At 0 the transport reports every byte that the kernel has not taken yet.
        writer.transport.set_write_buffer_limits(high=0)

    async def request(self) -> Request | None:
        """Return the next request's head; None when the other side has left.

        Raises:
            Malformed: it is not HTTP.
        """
        event = await self._event()
        if not isinstance(event, h11.Request):
            return None
        self._bodiless = event.method == b"HEAD"
        return Request(
            method=event.method.decode(),
            target=event.target.decode("latin-1"),
            headers=_text(event.headers),
            version=event.http_version.decode(),
            peer=self._writer.get_extra_info("peername")[0],
            port=self._writer.get_extra_info("sockname")[1],
        )

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the request's body as it comes. Afterwards ``trailers`` holds what followed it.

        Raises:
            Malformed: it breaks off, or is not framed as HTTP says.
        """
        while isinstance(event := await self._event(), h11.Data):
            yield bytes(event.data)
        assert isinstance(event, h11.EndOfMessage)  # noqa: S101 - whatever else comes within a body raises
        self.trailers = _text(event.headers)

    async def whole_body(self, limit: int) -> bytes:
        """Return the request's body.

        Raises:
            BodyTooLarge: it has more than ``limit`` bytes.
            Malformed: it breaks off, or is not framed as HTTP says.
        """
        parts: list[bytes] = []
        size = 0
        async for part in self.body():
            size += len(part)
            if size > limit:
                raise BodyTooLarge(limit)
            parts.append(part)
        return b"".join(parts)

    async def start(self, status: int, headers: Headers) -> None:
        """Send the head of the answer. A body without a content-length will go out in chunks."""
        self._bodiless = self._bodiless or status in _BODILESS
        kept = [pair for pair in headers if not (status in _BODILESS and pair[0].lower() == "content-length")]
        if self._http.their_state is h11.SEND_BODY:
            # The rest of the request will not be read, so nobody may send another one behind it.
            kept.append(("connection", "close"))
        await self._send(h11.Response(status_code=status, headers=kept, reason=_reason(status)))

    async def write(self, data: bytes) -> None:
        """Send a part of the body, where the answer has one.

        Raises:
            ConnectionError: nobody is there to read it.
            h11.LocalProtocolError: it is more than the answer's content-length.
        """
        if data and not self._bodiless:
            await self._send(h11.Data(data=data))

    async def end(self) -> None:
        """Send the end of the answer.

        Raises:
            h11.LocalProtocolError: there was less than the answer's content-length.
        """
        await self._send(h11.EndOfMessage())

    async def reply(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Send a whole answer."""
        await self.start(status, (*headers, ("content-length", str(len(body)))))
        await self.write(body)
        await self.end()

    def cut(self) -> None:
        """End the connection in the middle of the answer: what was sent arrives, the end of it never does."""
        self._http.send_failed()
        self._writer.close()

    async def recycle(self) -> bool:
        """Make ready for another request on the same connection; return whether there can be one."""
        if self._http.our_state is self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            return True
        if self._http.their_state is h11.SEND_BODY:
            await self.linger()
        return False

    async def linger(self) -> None:
        """Let the other side read why it was refused: closing while it sends would tear that away."""
        self._writer.write_eof()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while await self._reader.read(_READ_SIZE):
                    pass

    async def refuse(self, status: int, body: bytes) -> None:
        """Answer what is not a request."""
        await self.reply(status, (("content-type", "application/json"), ("connection", "close")), body)
        await self.linger()

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        try:
            while True:
                event = self._http.next_event()
                if event is not h11.NEED_DATA:
                    return event  # type: ignore[return-value] # of the two marks only PAUSED is left
                if self._http.they_are_waiting_for_100_continue:
                    await self._send(h11.InformationalResponse(status_code=100, headers=[]))
                self._http.receive_data(await self._reader.read(_READ_SIZE))
        except h11.RemoteProtocolError as error:
            raise Malformed(str(error)) from error

    async def _send(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data:
            self._writer.write(data)
        await self._writer.drain()


def _reason(status: int) -> str:
    # A function may send any status; the phrase is optional.
    return _PHRASES.get(status, "")


def _text(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
