"""Streams that outlive their client, from end to end: uvicorn, real sockets, a model that waits for the test."""

import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from service import upstream_errors
from service.model import AnswerStart, FinishChunk, TextChunk
from tests.resuming import WatchedModel, eventually, lines, serving, undisturbed
from tests.scripted_model import Arrival

FIRST: list[Arrival] = [(AnswerStart(),), (TextChunk("one"),)]
THEN: list[Arrival] = [(TextChunk("two"), FinishChunk("stop"))]
PROTOCOLS = pytest.mark.parametrize("protocol", ["data", "ui"])
MEMORY = {"RESUME": "memory"}
BROKE = "The connection to the model was lost before the answer was complete"
UNKNOWN = '"usage":{"promptTokens":null,"completionTokens":null}'


@pytest.fixture
def gate() -> threading.Event:
    """What the model waits for."""
    return threading.Event()


def gated(gate: threading.Event, *then: Arrival) -> WatchedModel:
    return WatchedModel([*FIRST, gate, *(then or THEN)])


# Leaving and coming back.


@PROTOCOLS
def test_a_client_that_leaves_stops_nothing_and_reads_every_byte_when_it_comes_back(
    protocol: str, gate: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "tokenwire.chat")
    model = gated(gate)
    with serving(model, MEMORY) as service:
        first = service.ask(protocol)
        first.until(b"one")
        first.leave()
        eventually(lambda: lines(caplog.records) == ["the client left"])
        again = service.follow()
        assert again.until(b"one").startswith(first.seen)
        assert model.running == 1
        gate.set()
        assert again.whole() == undisturbed([*FIRST, *THEN], protocol)
        assert (again.status, again.headers) == (200, first.headers)
        assert len(model.requests) == 1


@PROTOCOLS
def test_who_follows_and_who_asked_read_the_same_at_the_same_time(protocol: str, gate: threading.Event) -> None:
    with serving(gated(gate), MEMORY) as service:
        asked = service.ask(protocol)
        asked.until(b"one")
        followers = [service.follow() for _ in range(3)]
        for follower in followers:
            assert follower.until(b"one") == asked.seen
            assert follower.headers == asked.headers
        gate.set()
        whole = asked.whole()
        assert whole == undisturbed([*FIRST, *THEN], protocol)
        assert [follower.whole() for follower in followers] == [whole] * 3
        eventually(lambda: service.follow().status == 204)


def test_a_follower_that_leaves_disturbs_nobody(gate: threading.Event, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "tokenwire.chat")
    with serving(gated(gate), MEMORY) as service:
        asked = service.ask()
        leaves, stays = service.follow(), service.follow()
        for follower in (leaves, stays):
            follower.until(b"one")
        leaves.leave()
        eventually(lambda: lines(caplog.records) == ["the client left"])
        gate.set()
        assert asked.whole() == stays.whole() == undisturbed([*FIRST, *THEN])


def test_an_answer_that_is_over_can_be_followed_as_long_as_the_settings_say() -> None:
    with serving(WatchedModel([*FIRST, *THEN]), {**MEMORY, "RESUME_GRACE": "3600"}) as service:
        whole = service.ask().whole()
        assert service.follow().whole() == whole
        eventually(lambda: service.stop() == 404)
        assert service.follow().whole() == whole


def test_a_stream_that_is_longer_than_what_is_kept_can_not_be_followed_but_stopped(gate: threading.Event) -> None:
    with serving(gated(gate), {**MEMORY, "RESUME_MAX_BYTES": "10"}) as service:
        asked = service.ask()
        asked.until(b"one")
        assert service.follow().status == 204
        assert service.stop() == 204
        assert asked.whole().endswith(b"}\n")


# Names.

NAMES = {
    "plain": "c1",
    "with a slash": "a/b",
    "ends like a path of ours": "a/stream",
    "two dots": "../..",
    "a percent sign": "50%",
    "percent-encoded already": "a%2Fb",
    "unicode": "ä/\U0001f600",
    "a blank": "a b",
    "a plus": "a+b",
    "marks of a URL": "a?b#c&d=e",
    "line feeds": "a\nb\r\n",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_chat_may_have_any_name_and_is_found_by_it_both_ways(name: str, gate: threading.Event) -> None:
    with serving(gated(gate), MEMORY) as service:
        asked = service.ask(chat_id=name)
        assert service.follow(name).until(b"one") == asked.until(b"one")
        by_query = service.request("GET", f"/api/chat?chatId={quote(name, safe='')}")
        assert by_query.until(b"one") == asked.seen
        assert by_query.headers == asked.headers
        assert service.stop(name) == 204
        assert by_query.whole() == asked.whole()


@pytest.mark.parametrize("name", ["a+b", "a/b", "a=b", "50%", "a b".replace(" ", "%20")])
def test_ai_4_writes_a_name_into_its_url_as_it_is(name: str, gate: threading.Event) -> None:
    with serving(gated(gate), MEMORY) as service:
        asked = service.ask(chat_id=name.replace("%20", " "))
        asked.until(b"one")
        assert service.request("GET", f"/api/chat?chatId={name}").until(b"one") == asked.seen
        gate.set()


# Where nothing runs.


@pytest.mark.parametrize("resume", ["off", "memory"])
def test_where_nothing_runs_every_way_back_says_so(resume: str) -> None:
    with serving(WatchedModel([]), {"RESUME": resume}) as service:
        follow, by_query = service.follow(), service.request("GET", "/api/chat?chatId=c1")
        assert (follow.status, follow.whole()) == (204, b"")
        # ai 4 fails on a 204.
        assert (by_query.status, by_query.whole()) == (200, b"")
        for reading in (follow, by_query):
            assert dict(reading.headers)["cache-control"] == "no-store"
        stop = service.request("POST", "/api/chat/c1/stop")
        assert (stop.status, stop.code, stop.whole()) == (404, "not_found", b'{"success":false,"error":"Not found"}')


@pytest.mark.parametrize("query", ["", "?chatId=", "?chat=c1"])
def test_a_get_that_names_no_chat_is_not_allowed(query: str) -> None:
    with serving(WatchedModel([]), MEMORY) as service:
        reading = service.request("GET", f"/api/chat{query}")
        assert (reading.status, reading.code) == (405, "method_not_allowed")


def test_without_resuming_a_stream_that_runs_can_be_neither_followed_nor_stopped(gate: threading.Event) -> None:
    with serving(gated(gate)) as service:
        asked = service.ask()
        asked.until(b"one")
        assert (service.follow().status, service.stop()) == (204, 404)
        gate.set()
        assert asked.whole().endswith(b"}\n")


def test_without_resuming_a_client_that_leaves_cancels_the_model(gate: threading.Event) -> None:
    check_that_leaving_cancels(gate, {"RESUME": "off"}, "data", "c1")


@pytest.mark.parametrize(("protocol", "chat_id"), [("text", "c1"), ("data", None), ("ui", None), ("data", "")])
def test_a_text_stream_and_one_of_a_nameless_chat_are_never_kept(
    protocol: str, chat_id: str | None, gate: threading.Event
) -> None:
    check_that_leaving_cancels(gate, MEMORY, protocol, chat_id)


def check_that_leaving_cancels(
    gate: threading.Event, environ: dict[str, str], protocol: str, chat_id: str | None
) -> None:
    model = gated(gate)
    with serving(model, environ) as service:
        asked = service.ask(protocol, chat_id)
        asked.until(b"one")
        assert service.follow(chat_id or "").status == 204
        asked.leave()
        # The gate stays closed: only a cancellation ends this.
        assert model.over.wait(30)


# Failures.


def test_a_failure_before_the_first_chunk_has_its_real_status_and_is_told_in_band_to_who_follows(
    gate: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "tokenwire.chat")
    model = WatchedModel([gate, upstream_errors.RateLimited(headers=(("retry-after", "7"),))])
    with serving(model, MEMORY) as service, ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(service.ask)
        eventually(lambda: model.requests)
        follower = service.follow()
        gate.set()
        asked = waiting.result()
        assert (asked.status, asked.code, dict(asked.headers)["retry-after"]) == (429, "rate_limited", "7")
        message = upstream_errors.RateLimited.sentence
        assert asked.whole() == f'{{"success":false,"error":"{message}"}}'.encode()
        assert follower.status == 200
        assert follower.whole().decode().splitlines() == [
            '2:[{"type":"error","code":"rate_limited"}]',
            f'3:"{message}"',
        ]
        eventually(lambda: service.follow().status == 204)
    assert lines(caplog.records) == [message]


def test_a_failure_in_mid_stream_reaches_who_asked_and_who_follows(
    gate: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "tokenwire.chat")
    with serving(gated(gate, upstream_errors.UpstreamReset()), MEMORY) as service:
        asked = service.ask()
        asked.until(b"one")
        follower = service.follow()
        gate.set()
        assert asked.whole() == follower.whole()
        assert asked.seen.decode().splitlines()[2:] == [
            f'e:{{"finishReason":"error",{UNKNOWN},"isContinued":false}}',
            '2:[{"type":"error","code":"upstream_reset"}]',
            f'3:"{BROKE}"',
        ]
    assert lines(caplog.records) == [BROKE]
