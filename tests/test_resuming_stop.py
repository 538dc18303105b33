"""The ends that a kept stream may come to: somebody stops it, or the service stops; see ``test_resuming``."""

import threading

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.ids import numbered
from service.main import create
from service.model import AnswerStart, FinishChunk, TextChunk
from service.settings import Settings
from service.stop import Stop
from tests.resuming import Service, WatchedModel, eventually, lines, serving
from tests.running import running
from tests.scripted_model import Arrival

FIRST: list[Arrival] = [(AnswerStart(),), (TextChunk("one"),)]
LAST: Arrival = (TextChunk("two"), FinishChunk("stop"))
MEMORY = {"RESUME": "memory"}
STOPPING = "The service is stopping, try again"
UNKNOWN = '"usage":{"promptTokens":null,"completionTokens":null}'

ABORTED = {
    "data": [
        f'e:{{"finishReason":"unknown",{UNKNOWN},"isContinued":false}}',
        f'd:{{"finishReason":"unknown",{UNKNOWN}}}',
    ],
    "ui": [
        'data: {"type":"text-end","id":"txt-0"}',
        'data: {"type":"finish-step"}',
        'data: {"type":"abort"}',
        "data: [DONE]",
    ],
}
"""What each protocol says of an answer that was stopped on purpose."""

ABORTED_AT_ONCE = {
    "data": ABORTED["data"][1:],
    "ui": [
        'data: {"type":"start","messageMetadata":{"model":"openai/gpt-4o-mini"},"messageId":"msg-2"}',
        *ABORTED["ui"][2:],
    ],
}
"""What it says where nothing was open yet."""


@pytest.fixture
def gate() -> threading.Event:
    """What the model waits for."""
    return threading.Event()


def said(body: bytes) -> list[str]:
    return [line for line in body.decode().splitlines() if line]


@pytest.mark.parametrize("protocol", ["data", "ui"])
def test_a_stop_ends_the_stream_for_all_who_read_it_and_cancels_the_model(
    protocol: str, gate: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "tokenwire.chat")
    model = WatchedModel([*FIRST, gate, LAST])
    with serving(model, MEMORY) as service:
        asked = service.ask(protocol)
        asked.until(b"one")
        follower = service.follow()
        before = said(follower.until(b"one"))
        assert service.stop() == 204
        # The gate stays closed: only the stop ends this.
        assert said(asked.whole()) == [*before, *ABORTED[protocol]]
        assert follower.whole() == asked.seen
        assert model.over.wait(30)
        eventually(lambda: service.stop() == 404)
        assert service.follow().status == 204
    # It is no failure.
    assert lines(caplog.records) == []


@pytest.mark.parametrize("protocol", ["data", "ui"])
def test_a_stop_reaches_an_answer_whose_client_has_left(
    protocol: str, gate: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "tokenwire.chat")
    model = WatchedModel([*FIRST, gate, LAST])
    with serving(model, MEMORY) as service:
        asked = service.ask(protocol)
        asked.until(b"one")
        asked.leave()
        eventually(lambda: lines(caplog.records) == ["the client left"])
        follower = service.follow()
        follower.until(b"one")
        assert service.stop() == 204
        assert said(follower.whole())[-len(ABORTED[protocol]) :] == ABORTED[protocol]
        assert model.over.wait(30)


@pytest.mark.parametrize("protocol", ["data", "ui"])
def test_a_stop_before_the_first_chunk_is_a_whole_answer_too(protocol: str, gate: threading.Event) -> None:
    model = WatchedModel([gate, LAST])
    with serving(model, MEMORY) as service:
        statuses: list[int] = []

        def stop_when_asked() -> None:
            eventually(lambda: model.requests)
            statuses.append(service.stop())

        stopper = threading.Thread(target=stop_when_asked)
        stopper.start()
        asked = service.ask(protocol)
        stopper.join()
        assert (asked.status, statuses) == (200, [204])
        assert said(asked.whole()) == ABORTED_AT_ONCE[protocol]


def test_a_stop_leaves_the_streams_of_other_chats_alone(gate: threading.Event) -> None:
    with serving(WatchedModel([*FIRST, gate, LAST]), MEMORY) as service:
        stopped, other = service.ask(chat_id="c1"), service.ask(chat_id="c2")
        for reading in (stopped, other):
            reading.until(b"one")
        assert service.stop("c1") == 204
        assert b"two" not in stopped.whole()
        gate.set()
        assert b"two" in other.whole()


# The end of the service.


def test_a_service_that_stops_tells_streams_with_and_without_a_client(
    gate: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "tokenwire.chat")
    stop, never = Stop(), threading.Event()
    # In the server's own thread, as when the grace is over.
    model = WatchedModel([*FIRST, gate, stop.request, never])
    with serving(model, MEMORY, stop=stop) as service:
        asked = service.ask()
        asked.until(b"one")
        asked.leave()
        eventually(lambda: lines(caplog.records) == ["the client left"])
        follower = service.follow()
        follower.until(b"one")
        gate.set()
        assert said(follower.whole())[-3:] == [
            f'e:{{"finishReason":"error",{UNKNOWN},"isContinued":false}}',
            '2:[{"type":"error","code":"service_stopping"}]',
            f'3:"{STOPPING}"',
        ]
        assert model.over.wait(30)
    assert lines(caplog.records) == ["the client left", STOPPING]


class Watched:
    """An application; says when it is told that the service shuts down."""

    def __init__(self, app: ASGIApp) -> None:
        self.ending = threading.Event()
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watching() -> Message:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                self.ending.set()
            return message

        await self._app(scope, watching, send)


def test_the_services_end_waits_for_answers_whose_clients_have_left(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "tokenwire.chat")
    finished = threading.Event()
    model = WatchedModel([*FIRST])
    app = Watched(create(Settings.from_env({"OPENAI_API_KEY": "sk-test", **MEMORY}), ids=numbered(), model=model))
    model.arrivals = [*FIRST, app.ending, LAST, finished.set]
    with running(app, shutdown_grace=30.0) as url:
        asked = Service(url).ask()
        asked.until(b"one")
        asked.leave()
        eventually(lambda: lines(caplog.records) == ["the client left"])
        assert not finished.is_set()
    # The model was heard to its end, which comes only after the service was told to end.
    assert finished.is_set()
    assert lines(caplog.records) == ["the client left"]


def test_when_the_grace_is_over_an_answer_that_nobody_reads_ends_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "tokenwire.chat")
    model = WatchedModel([*FIRST, 3600.0])
    with serving(model, MEMORY, grace=0.05) as service:
        asked = service.ask()
        asked.until(b"one")
        asked.leave()
        eventually(lambda: lines(caplog.records) == ["the client left"])
    assert model.over.is_set()
    assert lines(caplog.records) == ["the client left", STOPPING]
