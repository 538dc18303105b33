"""What a server tells of itself, asked over a socket."""

import pytest

from fakes.model import ModelServer, Pacing
from fakes.model.setup import Setup
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.metrics.exposed import Exposed, exposed
from tests.fakes.model.raw_client import PATIENCE, RawClient, ask, chat_body, chat_bytes, request_bytes
from tests.fakes.model.scenario.stage import playbook

pytestmark = pytest.mark.anyio

STREAM = chat_bytes(chat_body(stream=True))


async def scraped(server: ModelServer) -> Exposed:
    status, headers, body = await ask(server, request_bytes("GET", "/_fake/metrics"))
    assert (status, headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    return exposed(body.decode())


async def test_a_server_that_was_not_asked_has_nothing_to_tell() -> None:
    async with ModelServer() as server:
        page = await scraped(server)

    # The socket is that of who asks.
    assert {name: value for (name, _), value in page.samples.items()} == {
        "fake_model_open_sockets": 1,
        "fake_model_running_streams": 0,
        "fake_model_unmatched_requests_total": 0,
    }


async def test_requests_are_counted_by_api_status_and_outcome_over_all_sessions() -> None:
    async with ModelServer(Setup(playbook=playbook({"match": {"user": "nil"}}))) as server:
        for request in (
            chat_bytes(chat_body()),
            chat_bytes(chat_body(), **{"x-fake-session": "mine"}),
            chat_bytes({}),
            request_bytes("POST", "/api/show", b'{"model": "demo"}'),
        ):
            await ask(server, request)
        await ask(server, request_bytes("GET", "/_fake/health"))
        page = await scraped(server)

    counted = {labels: value for (name, labels), value in page.samples.items() if name == "fake_model_requests_total"}
    assert {(dict(labels)["dialect"], dict(labels)["status"]): value for labels, value in counted.items()} == {
        ("openai", "200"): 2,
        ("openai", "400"): 1,
        ("ollama", "200"): 1,
    }
    assert {dict(labels)["outcome"] for labels in counted} == {"drained"}
    assert page.value("fake_model_unmatched_requests_total") == 2


async def test_events_bytes_and_times_are_those_of_the_journal() -> None:
    async with ModelServer() as server:
        for _ in range(2):
            await ask(server, STREAM)
        page = await scraped(server)

    exchanges = list(server.journal)
    name = "openai"
    assert page.value("fake_model_events_sent_total", dialect=name) == sum(each.events_sent for each in exchanges)
    assert page.value("fake_model_bytes_sent_total", dialect=name) == sum(each.bytes_sent for each in exchanges)
    ended = sum((each.finished or 0) - each.started for each in exchanges)
    first = sum((each.first_event or 0) - each.started for each in exchanges)
    assert page.value("fake_model_duration_seconds_sum", dialect=name) == pytest.approx(ended)
    assert page.value("fake_model_first_event_seconds_sum", dialect=name) == pytest.approx(first)
    assert 0 < first <= ended


async def test_a_stream_under_way_is_seen_with_what_it_has_said() -> None:
    clock = VirtualTime()
    setup = Setup(time=lambda: clock, pacing=Pacing(first_ms=0, delay_ms=1000))
    async with ModelServer(setup) as server:
        async with RawClient(server) as client:
            await client.send(STREAM)
            await client.until(b"data: ")
            running = await scraped(server)
            exchange = server.journal[-1]
        assert await exchange.ended(PATIENCE) == "aborted"
        ended = await scraped(server)

    assert (running.value("fake_model_running_streams"), running.value("fake_model_open_sockets")) == (1, 2)
    assert running.value("fake_model_events_sent_total", dialect="openai") == exchange.events_sent >= 1
    assert not any(name == "fake_model_requests_total" for name, _ in running.samples)
    assert ended.value("fake_model_running_streams") == 0
    assert ended.value("fake_model_requests_total", dialect="openai", status="200", outcome="aborted") == 1


async def test_an_answer_without_an_event_has_no_time_to_the_first() -> None:
    async with ModelServer() as server:
        async with RawClient(server) as client:
            await client.send(chat_bytes(chat_body(stream=True), **{"x-fake-fault": "drop@event=0"}))
            await client.rest()
        page = await scraped(server)

    assert page.value("fake_model_duration_seconds_count", dialect="openai") == 1
    assert not any(name.startswith("fake_model_first_event_seconds") for name, _ in page.samples)


async def test_faults_are_counted_wherever_they_come_from() -> None:
    scenes = playbook({"say": "Hello", "fault": "duplicate@event=1"})
    async with ModelServer(Setup(playbook=scenes)) as server:
        await ask(server, STREAM)
        await ask(server, chat_bytes(chat_body(), **{"x-fake-fault": "status=503"}))
        page = await scraped(server)

    # A scenario's fault that another one replaced struck, too.
    assert page.value("fake_model_faults_total", kind="duplicate") == 2
    assert page.value("fake_model_faults_total", kind="status") == 1
    assert page.value("fake_model_requests_total", dialect="openai", status="503", outcome="drained") == 1
