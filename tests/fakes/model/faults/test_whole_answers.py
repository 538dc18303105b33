"""What happens to a whole answer: another one, none, or the same in other pieces."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from fakes.model.reply import Reply, json_reply
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.faults.struck import ASK, EXAMPLES, Stage, nothing_comes, struck
from tests.fakes.model.faults.watched import DOCUMENT, JSON
from tests.fakes.model.raw_client import PATIENCE

pytestmark = pytest.mark.anyio


async def test_silence_is_not_even_a_status() -> None:
    async with Stage(lambda: struck(EXAMPLES["sse"].reply(), "silence")) as stage, stage.client() as client:
        await client.send(ASK)
        await stage.journal.arrived(1, PATIENCE)
        await nothing_comes(client)
        exchange = stage.journal[0]
        assert (exchange.outcome, exchange.bytes_sent, exchange.model) == ("running", 0, "demo")
        client.close()
        assert await exchange.ended(PATIENCE) == "hung"


@pytest.mark.parametrize(("make", "layout"), [(EXAMPLES["sse"].reply, "chunked"), (lambda: json_reply(DOCUMENT), "")])
async def test_a_silent_head_is_all_that_comes(make: Callable[[], Reply], layout: str) -> None:
    async with Stage(lambda: struck(make(), "silent-head")) as stage, stage.client() as client:
        await client.send(ASK)
        head = await client.until(b"\r\n\r\n")
        assert (f"{layout}" if layout else f"content-length: {len(JSON)}").encode() in head
        await nothing_comes(client)
        exchange = stage.journal[0]
        assert (exchange.outcome, exchange.bytes_sent) == ("running", 0)
        client.close()
        assert await exchange.ended(PATIENCE) == "hung"


@pytest.mark.parametrize("make", [EXAMPLES["sse"].reply, lambda: json_reply(DOCUMENT)], ids=["stream", "json"])
@pytest.mark.parametrize(("extra", "bytes_more"), [("", 1), (";extra=77", 77)])
async def test_a_length_promises_more_than_comes(make: Callable[[], Reply], extra: str, bytes_more: int) -> None:
    expected = b"".join(frame.data for frame in make().body.frames)

    async with Stage(lambda: struck(make(), f"length{extra}")) as stage, stage.client() as client:
        await client.send(ASK)
        await client.rest()
        head, _, body = client.received.partition(b"\r\n\r\n")
        assert f"content-length: {len(expected) + bytes_more}".encode() in head
        assert b"transfer-encoding" not in head
        assert body == expected
        assert stage.journal[0].outcome == "dropped"


@pytest.mark.parametrize(("option", "size", "seconds"), [("", 1, 0.01), (";bytes=7;ms=50", 7, 0.05)])
async def test_a_slow_answer_comes_in_drops_of_equal_distance(option: str, size: int, seconds: float) -> None:
    time = VirtualTime()
    make = EXAMPLES["ndjson"].reply

    async with (
        Stage(lambda: struck(make(coalesced=True), f"slow{option}"), time) as stage,
        stage.client() as client,
    ):
        await client.send(ASK)
        await client.until(b"\r\n\r\n")
        exchange = stage.journal[0]
        for drops in range(1, 4):
            await client.until(b"\r\n")
            await client.until(b"\r\n")
            await nothing_comes(client)
            assert exchange.bytes_sent == drops * size
            await time.advance(seconds * 0.99)
            await nothing_comes(client)
            await time.advance(seconds * 0.01)
        await time.advance(99)
        await client.until(b"0\r\n\r\n")
        assert (exchange.events_sent, exchange.outcome) == (len(EXAMPLES["ndjson"].events), "drained")
        assert exchange.bytes_sent == len(EXAMPLES["ndjson"].body)


async def test_a_status_is_the_apis_own_error() -> None:
    fault = "status=429;retry-after=2;retry-after-ms=1500"

    async with Stage(lambda: struck(EXAMPLES["sse"].reply(), fault)) as stage, stage.client() as client:
        status, headers, body = await client.ask(ASK)
        assert stage.journal[0].model == "demo"

    assert (status, headers["retry-after"], headers["retry-after-ms"]) == (429, "2", "1500")
    assert json.loads(body)["error"] == {
        "message": "The rate limit is reached. Try again later.",
        "code": "rate_limit_exceeded",
        "request_id": "req_1",
    }


@pytest.mark.parametrize(
    ("fault", "status", "code", "message"),
    [
        ("status=401", 401, "invalid_api_key", "The API key is not valid."),
        ("status=418", 418, None, "The request failed with status 418."),
        ("status=503;message=no;code=gone", 503, "gone", "no"),
        ("error@event=0", 500, None, "The server had an error while it answered. Try again later."),
    ],
)
async def test_an_answer_that_is_no_stream_becomes_an_error(
    fault: str, status: int, code: str | None, message: str
) -> None:
    async with Stage(lambda: struck(json_reply(DOCUMENT), fault)) as stage, stage.client() as client:
        found, headers, body = await client.ask(ASK)

    assert found == status
    assert not {"retry-after", "retry-after-ms"} & set(headers)
    assert json.loads(body)["error"] == {"message": message, "code": code, "request_id": "req_1"}


@pytest.mark.parametrize(("fault", "status"), [("html", 200), ("html;status=502", 502)])
async def test_a_page_stands_where_an_answer_should_be(fault: str, status: int) -> None:
    async with Stage(lambda: struck(EXAMPLES["sse"].reply(), fault)) as stage, stage.client() as client:
        found, headers, body = await client.ask(ASK)
        assert stage.journal[0].model == "demo"

    assert (found, headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert re.fullmatch(rb"<!DOCTYPE html>\n<html>.*<h1>%d</h1>.*</html>\n" % status, body, re.DOTALL)


@pytest.mark.parametrize("fault", ["html", "status=429", "silence", "content-type", "length"])
def test_an_answer_is_the_scenarios_whatever_became_of_it(fault: str) -> None:
    spoken = replace(EXAMPLES["sse"].reply(), scenario="hello")
    assert struck(spoken, fault).scenario == "hello"


@pytest.mark.parametrize(
    ("fault", "value"), [("content-type", "text/plain"), ("content-type=application/xml;", "application/xml")]
)
async def test_a_content_type_is_another_than_the_bodys(fault: str, value: str) -> None:
    fault = fault.rstrip(";")

    async with Stage(lambda: struck(EXAMPLES["sse"].reply(), fault)) as stage, stage.client() as client:
        status, headers, body = await client.ask(ASK)

    assert (status, body) == (200, EXAMPLES["sse"].body)
    assert [pair for pair in headers.items() if pair[0].lower() == "content-type"] == [("content-type", value)]


HALF = JSON[: len(JSON) // 2]
REST = JSON.removeprefix(HALF)
CHARACTER = JSON[: JSON.index("ü".encode()) + 1]


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("end@event=0", b""),
        ("end@event=1", HALF),
        ("end@event=3", HALF),
        ("half@event=0;then=end", HALF),
        ("half@event=3;then=end", HALF),
        ("utf8@event=0;then=end", CHARACTER),
        ("utf8@event=3;then=end", CHARACTER),
        ("utf8@byte=99;then=end", JSON),
        ("duplicate@event=0", JSON + JSON),
        ("duplicate@event=3", JSON + JSON),
        ("stall@event=3;seconds=0", JSON),
    ],
)
async def test_behind_an_event_is_the_middle_of_a_whole_answer(fault: str, body: bytes) -> None:
    async with Stage(lambda: struck(json_reply(DOCUMENT), fault)) as stage, stage.client() as client:
        assert (await client.ask(ASK))[2] == body


@pytest.mark.parametrize(
    ("fault", "then"), [("stall@event=2;seconds=5", REST), ("pings@event=2;ms=5000", b"1\r\n\n\r\n")]
)
async def test_a_whole_answer_may_wait_in_its_middle(fault: str, then: bytes) -> None:
    time = VirtualTime()
    async with Stage(lambda: struck(json_reply(DOCUMENT), fault), time) as stage, stage.client() as client:
        await client.send(ASK)
        await client.until(HALF)
        if "pings" in fault:
            await client.until(then)
        await nothing_comes(client)
        await time.advance(5)
        await client.until(then)


async def test_garbage_stands_in_the_middle_of_a_whole_answer() -> None:
    async with (
        Stage(lambda: struck(json_reply(DOCUMENT), "garbage@event=2;bytes=3")) as stage,
        stage.client() as client,
    ):
        body = (await client.ask(ASK))[2]

    assert body == HALF + body[len(HALF) : len(HALF) + 3] + REST
    assert len(body) == len(JSON) + 3


async def test_a_fuzzed_stream_is_the_same_stream_in_other_chunks() -> None:
    async with (
        Stage(lambda: struck(EXAMPLES["aws"].reply(coalesced=True), "fuzz=transport;seed=4")) as stage,
        stage.client() as client,
    ):
        await client.send(ASK)
        await client.until(b"\r\n\r\n")
        first = int(await client.until(b"\r\n"), 16)
        assert first != len(EXAMPLES["aws"].events[0])
        await client.until(b"0\r\n\r\n")
        assert (stage.journal[0].events_sent, stage.journal[0].bytes_sent) == (4, len(EXAMPLES["aws"].body))
