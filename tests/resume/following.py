"""What tests do with a stream that they follow."""

from contextlib import aclosing

from service.resume.head import Head
from service.resume.replay import Replay
from service.resume.store import StreamStore

HEAD = Head(protocol="ui", headers=(("content-type", "text/event-stream"), ("x-vercel-ai-ui-message-stream", "v1")))


async def following(store: StreamStore, chat_id: str = "chat") -> Replay:
    """Return the chat's stream, which must be there."""
    replay = await store.follow(chat_id)
    assert replay is not None
    return replay


async def some(replay: Replay, size: int) -> bytes:
    """Return the next so many bytes, however they were divided."""
    data = b""
    while len(data) < size:
        data += await anext(replay)
    assert len(data) == size
    return data


async def rest(replay: Replay) -> bytes:
    """Return everything up to the end."""
    async with aclosing(replay):
        return b"".join([data async for data in replay])
