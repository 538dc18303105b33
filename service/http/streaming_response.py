"""A committed answer: status 200 and the protocol's headers, then one write for what arrived together."""

from collections.abc import AsyncGenerator, Awaitable, Iterable
from contextlib import aclosing

from starlette.types import Message, Send

from service.conversation import Events
from service.errors import InternalError, ServiceError
from service.protocols.protocol import StreamProtocol


class StreamingResponse:
    """Writes to a client; the first write commits the response.

    Args:
        send: ASGI's.
        headers: of the response.
    """

    def __init__(self, send: Send, headers: Iterable[tuple[str, str]]) -> None:
        self._send = send
        self._headers = [(name.encode(), value.encode()) for name, value in headers]
        self._begun = False

    async def begin(self) -> None:
        """Send the status line, once."""
        if not self._begun:
            self._begun = True
            await self._send({"type": "http.response.start", "status": 200, "headers": self._headers})

    def write(self, frames: bytes) -> Awaitable[None]:
        """Send a piece, which ends where a line ends."""
        piece = {"type": "http.response.body", "body": frames, "more_body": True}
        # The server's own awaitable: one more around it would cost each token.
        return self._send(piece) if self._begun else self._begin_with(piece)

    async def end(self) -> None:
        """Let the response come to its end."""
        await self.begin()
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _begin_with(self, piece: Message) -> None:
        await self.begin()
        await self._send(piece)


async def frames_of(protocol: StreamProtocol, events: Events) -> AsyncGenerator[bytes, None]:
    """Yield the bytes of these events, one piece for what arrived together; nothing where there is nothing to say.

    Raises:
        ServiceError: before the first events; a defect of ours becomes an InternalError, whenever it shows.
    """
    async with aclosing(events):
        try:
            async for together in events:
                if frames := protocol.encode(together):
                    yield frames
        except ServiceError:
            raise
        except Exception as error:
            raise InternalError(detail=repr(error)) from error


async def send_stream(send: Send, protocol: StreamProtocol, events: Events) -> None:
    """Wait for the first events, commit, and write all of them.

    Nothing is sent before the first events are here, so that the caller can still answer with a real status when this
    raises. After the commit point the events themselves say how it went.

    Raises:
        Unspeakable: the protocol has no word for how it went; the connection has to break.
        ServiceError: before the commit point only.
    """
    response = StreamingResponse(send, protocol.headers)
    async with aclosing(events):
        async for together in events:
            if frames := protocol.encode(together):
                await response.write(frames)
            else:
                await response.begin()
    await response.end()
