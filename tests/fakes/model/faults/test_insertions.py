"""What is put into an answer: it stands exactly at its place."""

import pytest

from fakes.model.faults.fault import Fault
from fakes.model.faults.scene import Scene
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.faults.struck import ASK, EXAMPLES, Stage, StandIn, arrived, dechunked, nothing_comes, struck
from tests.fakes.model.faults.watched import STREAMS, play
from tests.fakes.model.raw_client import PATIENCE

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("place", ["event=0", "event=2", "event=99", "byte=0", "byte=33", "byte=99999"])
@pytest.mark.parametrize("name", EXAMPLES)
async def test_garbage_stands_exactly_at_its_place(name: str, place: str) -> None:
    example = EXAMPLES[name]
    at = {"event=0": 0, "event=2": len(b"".join(example.events[:2])), "byte=0": 0, "byte=33": 33}.get(
        place, len(example.body)
    )
    apart = {"sse": b"\n\n", "ndjson": b"\n"}.get(name, b"") if place.startswith("event") else b""

    async with Stage(lambda: struck(example.reply(), f"garbage@{place};bytes=9")) as stage, stage.client() as client:
        body = (await client.ask(ASK))[2]
        assert stage.journal[0].events_sent == len(example.events) - (name == "json array")

    noise = body[at : at + 9]
    assert body == example.body[:at] + noise + apart + example.body[at:]
    assert len(noise) == 9
    for length in range(1, 10):
        with pytest.raises(UnicodeDecodeError):
            noise[:length].decode()


async def test_garbage_is_32_bytes_that_follow_from_the_seed_and_the_request() -> None:
    async with Stage(lambda: struck(EXAMPLES["aws"].reply(), "garbage")) as stage, stage.client() as client:
        first, second = (await client.ask(ASK))[2], (await client.ask(ASK))[2]

    assert first == second
    assert first[32:] == EXAMPLES["aws"].body


@pytest.mark.parametrize("event", [0, 1, 2, 3, 9])
@pytest.mark.parametrize("name", STREAMS)
async def test_an_error_comes_at_its_place_and_nothing_comes_after_it(name: str, event: int) -> None:
    before = b"".join(EXAMPLES[name].events[:event])
    fault = f"error@event={event};status=529;message=too%20much;code=busy"
    said = b"event: error\ndata: 529 busy too much\n\n"

    body, exchange = await play(lambda: struck(EXAMPLES[name].reply(), fault), len(before + said), "drained")

    assert body == before + said
    assert exchange.events_sent == min(event, len(EXAMPLES[name].events)) + 1


@pytest.mark.parametrize("event", [0, 1, 2, 3])
@pytest.mark.parametrize("name", EXAMPLES)
async def test_an_event_comes_twice(name: str, event: int) -> None:
    events = list(EXAMPLES[name].events)
    # An array begins once.
    events.insert(event + 1, events[event].replace(b"[{", b",{") if event == 0 else events[event])

    body, exchange = await play(
        lambda: struck(EXAMPLES[name].reply(), f"duplicate@event={event}"), len(b"".join(events)), "drained"
    )

    assert body == b"".join(events)
    assert exchange.events_sent == len(events) - (name == "json array")


PINGS = {"sse": b": ping\n\n", "ndjson": b"\n", "json array": b"\n"}


@pytest.mark.parametrize(("option", "beats"), [("", 10), (";ms=250", 4)])
@pytest.mark.parametrize("event", [0, 2, 9])
@pytest.mark.parametrize("name", EXAMPLES)
async def test_pings_come_from_their_place_on_and_never_end(name: str, event: int, option: str, beats: int) -> None:
    time = VirtualTime()
    before = b"".join(EXAMPLES[name].events[:event])

    async with (
        Stage(lambda: struck(EXAMPLES[name].reply(), f"pings@event={event}{option}"), time) as stage,
        stage.client() as client,
    ):
        await client.send(ASK)
        await arrived(client, len(before) + 1)
        ping = dechunked(client.received)[0][len(before) :]
        await time.advance(1)
        await arrived(client, len(before) + len(ping) * (beats + 1))
        await nothing_comes(client)
        assert dechunked(client.received) == (before + ping * (beats + 1), b"")
        assert ping == PINGS.get(name, ping)
        exchange = stage.journal[0]
        assert exchange.events_sent == min(event, len(EXAMPLES[name].events)) - (name == "json array" and event == 9)
        client.close()
        assert await exchange.ended(PATIENCE) == "aborted"


class Pinger(StandIn):
    """A dialect with an event that says nothing."""

    ping = b"event: ping\ndata: {}\n\n"


@pytest.mark.parametrize(("name", "ping"), [("sse", Pinger.ping), ("json array", b"\n")])
async def test_an_api_pings_with_its_own_event_where_it_streams(name: str, ping: bytes) -> None:
    struck_reply = Fault.parse("pings@event=0").strike(EXAMPLES[name].reply(), Scene(Pinger(), "req_1", "seed"))
    async with Stage(lambda: struck_reply, VirtualTime()) as stage, stage.client() as client:
        await client.send(ASK)
        await arrived(client, len(ping))
        await nothing_comes(client)
        assert dechunked(client.received) == (ping, b"")
