"""An answer that was struck, watched to its end by a client that sees every byte."""

import json
from collections.abc import Callable

import pytest

from fakes.model.exchange import Exchange
from fakes.model.reply import Reply
from tests.fakes.model.faults.struck import ASK, Stage, arrived, dechunked, nothing_comes
from tests.fakes.model.raw_client import PATIENCE, RawClient

DOCUMENT = {"text": "Grüße", "more": "xyz"}
JSON = json.dumps(DOCUMENT, ensure_ascii=False, separators=(",", ":")).encode()
STREAMS = ("sse", "ndjson", "aws")
ENDS = [
    ("", "dropped"),
    (";then=drop", "dropped"),
    (";then=reset", "reset"),
    (";then=hang", "hung"),
    (";then=end", "drained"),
]


async def seen(client: RawClient, exchange: Exchange, size: int, outcome: str) -> bytes:
    """The chunked body of an answer that ends as ``outcome`` says, which the client must see as it is."""
    if outcome == "reset":
        with pytest.raises(ConnectionResetError):
            await client.rest()
    elif outcome == "dropped":
        await client.rest()
    elif outcome == "drained":
        await client.until(b"\r\n\r\n")
        client.received = b"\r\n\r\n" + client.received
        await arrived(client, size)
        while not client.received.endswith(b"0\r\n\r\n"):
            assert await client.receive(), "the connection ended before the chunks did"
    else:
        await arrived(client, size)
        while b"\r\n\r\n" not in client.received:
            assert await client.receive(), "the connection ended before its time"
        await nothing_comes(client)
        assert (exchange.outcome, exchange.finished) == ("running", None)
        client.close()
    assert await exchange.ended(PATIENCE) == outcome
    body, rest = dechunked(client.received)
    assert rest == (b"0\r\n\r\n" if outcome == "drained" else b"")
    return body


async def play(make: Callable[[], Reply], size: int, outcome: str) -> tuple[bytes, Exchange]:
    async with Stage(make) as stage, stage.client() as client:
        await client.send(ASK)
        await stage.journal.arrived(1, PATIENCE)
        body = await seen(client, stage.journal[0], size, outcome)
        if outcome == "drained":
            await nothing_comes(client)
            await client.send(ASK)
            await client.until(b"HTTP/1.1 ")
        return body, stage.journal[0]
