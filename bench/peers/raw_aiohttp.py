"""No library but HTTP and JSON, and what was read together is written together: the least that a relay can do."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson

from bench.peers.serving import FINISH, UPSTREAM, messages, serve

_sessions: list[aiohttp.ClientSession] = []


def session() -> aiohttp.ClientSession:
    """Return the session; it has to be made while the event loop runs."""
    if not _sessions:
        _sessions.append(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
    return _sessions[0]


async def answer(body: dict[str, Any]) -> AsyncIterator[bytes]:
    """Yield the answer's parts."""
    question = {"model": "gpt-4o-mini", "stream": True, "messages": messages(body)}
    async with session().post(f"{UPSTREAM}/v1/chat/completions", json=question) as response:
        rest = b""
        async for data in response.content.iter_any():
            *events, rest = (rest + data).split(b"\n\n")
            if parts := b"".join(map(part, events)):
                yield parts
    yield FINISH


def part(event: bytes) -> bytes:
    """Return an event's text, if it has any, as a part."""
    if event == b"data: [DONE]":
        return b""
    choices = orjson.loads(event[6:])["choices"]
    text = choices[0]["delta"].get("content") if choices else None
    return b"0:" + orjson.dumps(text) + b"\n" if text else b""


if __name__ == "__main__":
    serve(answer)
