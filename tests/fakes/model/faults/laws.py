"""What must be true of an answer that a fault has struck, kind by kind, in every form of stream."""

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import pytest

from fakes.model.exchange import Outcome
from tests.fakes.model.faults.places import Place
from tests.fakes.model.faults.stricken import SIGNS, Stricken
from tests.fakes.model.faults.struck import arrived, dechunked, nothing_comes
from tests.fakes.model.faults.wires import FAILURE
from tests.fakes.model.raw_client import PATIENCE

_NOISE = 9
_SIZE = 40
_SEEDS = range(6)


async def cut(stricken: Stricken, place: Place, *, kind: str, outcome: Outcome) -> None:
    """All before the place arrives, and then the end comes that the kind says."""
    body = await stricken.seen(f"{kind}@{place.text}", place.size, outcome)

    assert body == stricken.healthy.body[: place.size]
    assert stricken.server.journal[-1].events_sent == place.events


async def stall(stricken: Stricken, place: Place) -> None:
    """All before the place is there while nothing more comes: for a time, or for good."""
    before = stricken.healthy.body[: place.size]
    await stricken.sent(f"stall@{place.text};seconds=5")
    await stricken.held(place.size)
    await stricken.time.advance(4.999)
    await stricken.held(place.size)
    assert dechunked(stricken.client.received) == (before, b"")
    await stricken.time.advance(0.001)
    assert (await stricken.client.reply())[2] == stricken.healthy.body

    await cut(stricken, place, kind="stall", outcome="hung")


async def half(stricken: Stricken, place: Place) -> None:
    """Of the event at the place the first half arrives."""
    event = stricken.healthy.event(place.events)
    size = place.size + len(event) // 2

    body = await stricken.seen(f"half@{place.text}", size, "dropped")

    assert body == stricken.healthy.body[:size]


async def utf8(stricken: Stricken, place: Place) -> None:
    """Of the next character of several bytes the first one arrives."""
    whole = stricken.healthy.body
    found = [at for sign in SIGNS if (at := whole.find(sign.encode(), place.size)) >= 0]
    size = min(found) + 1 if found else len(whole)

    body = await stricken.seen(f"utf8@{place.text};then=reset", size, "reset")

    assert body == whole[:size]
    assert not found or body[-1] >= 0xC3


async def garbage(stricken: Stricken, place: Place) -> None:
    """Bytes that are no text stand at the place, and the rest of the answer behind them."""
    whole = stricken.healthy.body
    apart = stricken.wire.apart if place.text.startswith("event") else b""
    rest = apart + whole[place.size :]

    body = await stricken.seen(f"garbage@{place.text};bytes={_NOISE}", len(whole) + _NOISE + len(apart), "drained")

    assert (body[: place.size], body[place.size + _NOISE :]) == (whole[: place.size], rest)
    for byte in body[place.size : place.size + _NOISE]:
        with pytest.raises(UnicodeDecodeError):
            bytes((byte,)).decode()


async def error(stricken: Stricken, place: Place) -> None:
    """Behind the events before the place stands the API's own error, and nothing behind it."""
    wire, whole = stricken.wire, stricken.healthy.body

    body = await stricken.seen(f"error@{place.text};{FAILURE}", place.size + 1, "drained")

    assert body.startswith(whole[: place.size])
    assert list(wire.read(body)) == [*wire.read(whole)[: place.events], wire.failed]


async def duplicate(stricken: Stricken, place: Place) -> None:
    """The event behind the place comes twice; nothing does where there is none."""
    wire, whole = stricken.wire, stricken.healthy.body
    events = list(wire.read(whole))
    twice = min(place.events + 1, stricken.healthy.count)

    body = await stricken.seen(f"duplicate@{place.text}", len(whole), "drained")

    assert list(wire.read(body)) == [*events[:twice], *events[place.events :]]
    assert body.startswith(whole[: stricken.healthy.size(twice)])
    assert body.endswith(whole[stricken.healthy.size(twice) :])


async def pings(stricken: Stricken, place: Place) -> None:
    """All before the place is there, and then nothing comes but signs of life, without end."""
    ping = stricken.wire.ping
    exchange = await stricken.sent(f"pings@{place.text};ms=1000")
    await stricken.held(place.size + len(ping))
    for _ in range(2):
        await stricken.time.advance(1)
    await stricken.held(place.size + 3 * len(ping))

    assert dechunked(stricken.client.received) == (stricken.healthy.body[: place.size] + 3 * ping, b"")
    stricken.client.close()
    assert await exchange.ended(PATIENCE) == "aborted"


async def status(stricken: Stricken) -> None:
    """The API's own error stands instead of the answer."""
    found, headers, body = await stricken.client.ask(stricken.wire.asking(FAILURE))

    assert (found, headers["content-type"]) == (503, "application/json")
    document = json.loads(body)
    if "request_id" in document:
        assert document.pop("request_id") == headers["request-id"]
    assert document == stricken.wire.refused


async def html(stricken: Stricken) -> None:
    """A page stands instead of the answer."""
    found, headers, body = await stricken.client.ask(stricken.wire.asking("html;status=502"))

    assert (found, headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert body.startswith(b"<!DOCTYPE html>")


async def content_type(stricken: Stricken) -> None:
    """The same bytes come under another name."""
    found, headers, body = await stricken.client.ask(stricken.wire.asking("content-type=text/plain"))

    assert (found, headers["content-type"], body) == (200, "text/plain", stricken.healthy.body)


async def length(stricken: Stricken) -> None:
    """All of it comes, and less than was promised: then FIN."""
    await stricken.sent("length;extra=5")
    await stricken.client.rest()

    head, _, body = stricken.client.received.partition(b"\r\n\r\n")
    assert b"content-length: %d\r\n" % (len(body) + 5) in head + b"\r\n"
    assert body == stricken.healthy.body


async def silence(stricken: Stricken) -> None:
    """Nothing comes at all, and the connection lives until the client leaves."""
    exchange = await stricken.sent("silence")
    await nothing_comes(stricken.client)
    assert exchange.outcome == "running"

    stricken.client.close()
    assert await exchange.ended(PATIENCE) == "hung"


async def silent_head(stricken: Stricken) -> None:
    """The head comes, and nothing behind it until the client leaves."""
    exchange = await stricken.sent("silent-head")
    head = await stricken.client.until(b"\r\n\r\n")
    await nothing_comes(stricken.client)
    assert head.startswith(b"HTTP/1.1 200 ")
    assert f"content-type: {stricken.wire.content_type}\r\n".encode() in head

    stricken.client.close()
    assert await exchange.ended(PATIENCE) == "hung"


async def slow(stricken: Stricken) -> None:
    """It comes in drops, one at each beat of the clock, and it is all there at the end."""
    exchange = await stricken.sent(f"slow;bytes={_SIZE};ms=1000")
    for drops in range(1, 4):
        await arrived(stricken.client, exchange.bytes_sent)
        await nothing_comes(stricken.client)
        body, _ = dechunked(stricken.client.received)
        assert stricken.healthy.body.startswith(body)
        assert _SIZE * (drops - 1) < len(body) <= _SIZE * drops
        await stricken.time.advance(1)
    await stricken.time.advance(len(stricken.healthy.body))
    assert (await stricken.client.reply())[2] == stricken.healthy.body


async def fuzz(stricken: Stricken) -> None:
    """Whatever it is cut into, it is the same answer; however it is written, it says the same."""
    wire, whole = stricken.wire, stricken.healthy.body
    written = set()
    for seed in _SEEDS:
        assert (await stricken.client.ask(wire.asking(f"fuzz=transport;seed={seed}")))[2] == whole
        _, _, body = await stricken.client.ask(wire.asking(f"fuzz=sse;seed={seed}"))
        assert list(wire.read(body)) == list(wire.read(whole))
        written.add(body)

    # A form that leaves nothing free is left as it is.
    assert written == {whole} if not wire.free else len(written) > 1


PLACED: Mapping[str, Callable[[Stricken, Place], Awaitable[None]]] = {
    "stall": stall,
    "end": partial(cut, kind="end", outcome="drained"),
    "drop": partial(cut, kind="drop", outcome="dropped"),
    "reset": partial(cut, kind="reset", outcome="reset"),
    "half": half,
    "utf8": utf8,
    "garbage": garbage,
    "error": error,
    "duplicate": duplicate,
    "pings": pings,
}
"""By the name of the kind: those that strike at a place."""

WHOLE: Mapping[str, Callable[[Stricken], Awaitable[None]]] = {
    "status": status,
    "html": html,
    "content-type": content_type,
    "length": length,
    "silence": silence,
    "silent-head": silent_head,
    "slow": slow,
    "fuzz": fuzz,
}
"""The others."""
