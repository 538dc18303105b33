"""Where an answer is cut: by event and by byte, in a body of every format, with every end."""

import pytest

from fakes.model.exchange import Outcome
from fakes.model.reply import Body, Frame, Reply, json_reply
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.faults.struck import ASK, EXAMPLES, Stage, arrived, dechunked, nothing_comes, struck
from tests.fakes.model.faults.watched import DOCUMENT, JSON, play

pytestmark = pytest.mark.anyio


def places(name: str) -> list[tuple[str, int, int]]:
    """Places in a body: how they are written, and how many bytes and events stand before them."""
    events = EXAMPLES[name].events
    ends = [len(b"".join(events[:count])) for count in range(len(events) + 1)]
    found = [(f"event={count}", end, count) for count, end in enumerate(ends)]
    marks = sorted({0, 1, ends[1] - 1, ends[1], ends[1] + 1, ends[2] + 9, ends[3] + 7, ends[-1] - 1, ends[-1]})
    found += [(f"byte={at}", at, sum(end <= at for end in ends[1:])) for at in marks]
    behind = (ends[-1], len(events))
    return [*found, ("event=99", *behind), ("byte=99999", *behind)]


CASES = [pytest.param(name, place, id=f"{name}-{place[0]}") for name in EXAMPLES for place in places(name)]
ENDINGS = {"drop": "dropped", "reset": "reset", "stall": "hung", "end": "drained"}


@pytest.mark.parametrize("kind", ENDINGS)
@pytest.mark.parametrize(("name", "place"), CASES)
@pytest.mark.parametrize("writes", ["alone", "coalesced"])
async def test_an_answer_stops_exactly_at_its_place(
    kind: str, name: str, place: tuple[str, int, int], writes: str
) -> None:
    example = EXAMPLES[name]
    text, size, events = place

    body, exchange = await play(
        lambda: struck(example.reply(coalesced=writes == "coalesced"), f"{kind}@{text}"), size, ENDINGS[kind]
    )

    assert body == example.body[:size]
    counted = min(events, 4) if name == "json array" else events
    assert (exchange.events_sent, exchange.bytes_sent) == (counted, size)


@pytest.mark.parametrize(("kind", "outcome"), [("drop", "dropped"), ("reset", "reset")])
@pytest.mark.parametrize(
    ("place", "size"), [("event=0", 0), ("byte=5", 5), ("event=1", len(JSON) // 2), ("event=9", len(JSON) // 2)]
)
async def test_a_cut_answer_keeps_the_length_that_it_promised(
    kind: str, outcome: Outcome, place: str, size: int
) -> None:
    async with Stage(lambda: struck(json_reply(DOCUMENT), f"{kind}@{place}")) as stage, stage.client() as client:
        await client.send(ASK)
        if kind == "drop":
            await client.rest()
        else:
            with pytest.raises(ConnectionResetError):
                await client.rest()
        head, _, body = client.received.partition(b"\r\n\r\n")
        assert b"content-length: %d" % len(JSON) in head
        assert body == JSON[:size]
        assert stage.journal[0].outcome == outcome


async def test_an_answer_that_ends_early_and_cleanly_is_chunked() -> None:
    async with Stage(lambda: struck(json_reply(DOCUMENT), "end@byte=5")) as stage, stage.client() as client:
        status, headers, body = await client.ask(ASK)

    assert (status, body) == (200, JSON[:5])
    assert "content-length" not in headers


@pytest.mark.parametrize("place", ["event=2", "byte=40"])
async def test_a_stall_with_an_end_goes_on_after_its_seconds(place: str) -> None:
    example = EXAMPLES["sse"]
    time = VirtualTime()
    size = 40 if place == "byte=40" else len(b"".join(example.events[:2]))

    async with (
        Stage(lambda: struck(example.reply(), f"stall@{place};seconds=5"), time) as stage,
        stage.client() as client,
    ):
        await client.send(ASK)
        await arrived(client, size)
        await time.advance(4.999)
        await nothing_comes(client)
        assert dechunked(client.received) == (example.body[:size], b"")
        await time.advance(0.001)
        assert (await client.reply())[2] == example.body


async def test_a_stall_behind_the_last_event_holds_back_the_end() -> None:
    time = VirtualTime()

    async with (
        Stage(lambda: struck(EXAMPLES["ndjson"].reply(), "stall@event=99;seconds=5"), time) as stage,
        stage.client() as client,
    ):
        await client.send(ASK)
        await arrived(client, len(EXAMPLES["ndjson"].body))
        await nothing_comes(client)
        assert dechunked(client.received) == (EXAMPLES["ndjson"].body, b"")
        await time.advance(5)
        await client.until(b"0\r\n\r\n")


async def test_a_stall_before_the_first_event_comes_after_the_head() -> None:
    time = VirtualTime()

    async with (
        Stage(lambda: struck(EXAMPLES["sse"].reply(), "stall;seconds=5"), time) as stage,
        stage.client() as client,
    ):
        await client.send(ASK)
        await client.until(b"\r\n\r\n")
        await nothing_comes(client)
        assert client.received == b""


async def test_a_body_in_another_type_has_frames_for_events() -> None:
    def make() -> Reply:
        frames = (Frame(0.0, b""), Frame(0.0, b"one"), Frame(0.0, b"two", 2), Frame(0.0, b"three"))
        return struck(Reply(200, (), Body(iter(frames))), "drop@event=2")

    body, exchange = await play(make, 6, "dropped")

    assert (body, exchange.events_sent) == (b"onetwo", 2)
