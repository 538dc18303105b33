"""Defects of ours in a stream that is kept; everything else about such streams is in ``tests/test_resuming.py``."""

import json
import logging
from collections.abc import Iterable

import anyio
import pytest

from service.events import Event, TextDelta
from service.ids import numbered
from service.main import create
from service.model import AnswerStart, FinishChunk, TextChunk
from service.protocols.data_stream import DataStream
from service.settings import Settings
from tests.asgi import Exchange, post
from tests.scripted_model import Arrival, ScriptedModel

pytestmark = pytest.mark.anyio

HELLO = {"id": "c1", "messages": [{"role": "user", "content": "Hi"}]}
DEFECT = KeyError("what only the log may learn: sk-1")


@pytest.fixture(autouse=True)
def broken_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the encoder of ai 4's protocol stumble over one word."""
    encode = DataStream.encode

    def stumbling(self: DataStream, events: Iterable[Event]) -> bytes:
        told = list(events)
        if any(isinstance(event, TextDelta) and event.text == "bad" for event in told):
            raise DEFECT
        return encode(self, told)

    monkeypatch.setattr(DataStream, "encode", stumbling)


async def ask(*arrivals: Arrival) -> Exchange:
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test", "RESUME": "memory"})
    app = create(settings, ids=numbered(), model=ScriptedModel(arrivals))
    with anyio.fail_after(5):
        async with app.router.lifespan_context(app):
            return await post(app, json.dumps(HELLO).encode())


def defects(records: list[logging.LogRecord]) -> list[str]:
    (record,) = [record for record in records if record.levelno >= logging.ERROR]
    assert record.exc_info
    assert isinstance(record.exc_info[1], Exception)
    assert record.exc_info[1].__cause__ is DEFECT
    return [record.name, vars(record)["request_id"], vars(record)["code"], vars(record)["detail"]]


LOGGED = ["tokenwire.chat", "req-1", "internal_error", repr(DEFECT)]


async def test_a_defect_before_the_first_bytes_is_an_internal_error_and_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    exchange = await ask((TextChunk("bad"),))
    assert (exchange.status, exchange.headers["x-error-code"]) == (500, "internal_error")
    assert exchange.body == b'{"success":false,"error":"Internal server error"}'
    assert defects(caplog.records) == LOGGED


async def test_a_defect_behind_them_is_told_in_the_stream_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    exchange = await ask((AnswerStart(),), (TextChunk("bad"), FinishChunk("stop")))
    assert (exchange.status, exchange.complete) == (200, True)
    assert exchange.body.decode().splitlines()[-2:] == [
        '2:[{"type":"error","code":"internal_error"}]',
        '3:"Internal server error"',
    ]
    assert defects(caplog.records) == LOGGED
