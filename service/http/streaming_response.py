"""A committed answer: status 200 and the protocol's headers, then one write for what arrived together."""

from contextlib import aclosing

from starlette.types import Send

from service.conversation import Events
from service.protocols.protocol import StreamProtocol


async def send_stream(send: Send, protocol: StreamProtocol, events: Events) -> None:
    """Wait for the first events, commit, and write all of them; every write ends on a line end.

    Nothing is sent before the first events are here, so that the caller can still answer with a real status when this
    raises. After the commit point the events themselves say how it went.

    Raises:
        ServiceError: before the commit point only.
    """
    async with aclosing(events):
        first = await anext(events)
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(name.encode(), value.encode()) for name, value in protocol.headers],
            }
        )
        await _write(send, protocol.encode(first))
        async for more in events:
            await _write(send, protocol.encode(more))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _write(send: Send, frames: bytes) -> None:
    if frames:
        await send({"type": "http.response.body", "body": frames, "more_body": True})
