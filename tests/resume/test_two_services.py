"""Two services with one Redis, over real sockets: what one answers, the other one follows and stops."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from redis import Redis

from service import main
from service.model import AnswerStart, FinishChunk, TextChunk
from service.resume.chat_key import chat_key
from service.resume.limits import Limits
from tests.resuming import Reading, Service, WatchedModel, eventually, serving
from tests.scripted_model import Arrival

FIRST: list[Arrival] = [(AnswerStart(),), (TextChunk("one"),)]
LAST: Arrival = (TextChunk("two"), FinishChunk("stop"))
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def redis(redis_url: str) -> dict[str, str]:
    """The settings of a service that keeps its streams there."""
    return {"RESUME": "redis", "REDIS_URL": redis_url}


@pytest.fixture
def chat_id() -> str:
    """A chat that nobody else has."""
    return f"ä/{uuid4().hex}"


@pytest.fixture
def gate() -> threading.Event:
    """What the model waits for."""
    return threading.Event()


@pytest.mark.parametrize("protocol", ["data", "ui"])
def test_what_one_service_answers_another_one_follows_byte_for_byte(
    protocol: str, redis: dict[str, str], chat_id: str, gate: threading.Event
) -> None:
    with serving(WatchedModel([*FIRST, gate, LAST]), redis) as one, serving(WatchedModel([]), redis) as other:
        asked = one.ask(protocol, chat_id)
        asked.until(b"one")
        follower = other.follow(chat_id)
        assert follower.until(b"one") == asked.seen
        assert (follower.status, follower.headers) == (200, asked.headers)
        gate.set()
        assert follower.whole() == asked.whole()
        assert b"two" in asked.seen
        eventually(lambda: other.follow(chat_id).status == 204)


@pytest.mark.parametrize(("protocol", "last"), [("data", b'd:{"finishReason":"unknown"'), ("ui", b'{"type":"abort"}')])
def test_what_one_service_answers_another_one_stops(
    protocol: str, last: bytes, redis: dict[str, str], chat_id: str, gate: threading.Event
) -> None:
    model = WatchedModel([*FIRST, gate, LAST])
    with serving(model, redis) as one, serving(WatchedModel([]), redis) as other:
        assert other.stop(chat_id) == 404
        asked = one.ask(protocol, chat_id)
        asked.until(b"one")
        follower = other.follow(chat_id)
        follower.until(b"one")
        assert other.stop(chat_id) == 204
        assert last in asked.whole()
        assert b"two" not in asked.seen
        assert follower.whole() == asked.seen
        assert model.over.wait(30)
        eventually(lambda: other.stop(chat_id) == 404)


@contextmanager
def another_process(redis_url: str) -> Iterator[tuple[Service, subprocess.Popen[str]]]:
    """Run a service that can be killed."""
    command = [sys.executable, "-m", "tests.resume.answerer", redis_url]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            yield Service(process.stdout.readline().split()[-1]), process
        finally:
            process.kill()


TOLD = {
    "data": b'2:[{"type":"error","code":"stream_interrupted"}]\n3:"The stream was interrupted"\n',
    "ui": b'data: {"type":"data-error","data":{"code":"stream_interrupted"},"transient":true}\n\n'
    b'data: {"type":"error","errorText":"The stream was interrupted"}\n\ndata: [DONE]\n\n',
}
"""What each protocol says of a stream whose producer died."""


def test_who_follows_a_service_that_dies_is_told_so_in_the_stream(
    redis: dict[str, str], chat_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A follower looks three times in this time whether the producer lives.
    monkeypatch.setattr(main, "Limits", partial(Limits, silence=0.6))
    with another_process(redis["REDIS_URL"]) as (one, process), serving(WatchedModel([]), redis) as other:
        pairs: dict[str, tuple[Reading, Reading]] = {}
        for name in TOLD:
            asked = one.ask(name, chat_id + name)
            asked.until(b"one")
            follower = other.follow(chat_id + name)
            follower.until(asked.seen)
            pairs[name] = asked, follower
        process.kill()
        process.wait()
        expire(redis["REDIS_URL"], [chat_id + name for name in TOLD])
        for name, (asked, follower) in pairs.items():
            asked.leave()
            assert follower.whole() == asked.seen + TOLD[name]
            assert other.follow(chat_id + name).status == 204


def expire(url: str, chat_ids: list[str]) -> None:
    """Let what nobody prolongs any more be over now."""
    with Redis.from_url(url) as client:
        for chat_id in chat_ids:
            for key in client.scan_iter(f"tokenwire:resume:{{{chat_key(chat_id)}}}*"):
                assert client.pexpire(key, 1)
