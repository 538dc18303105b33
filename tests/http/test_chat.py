import json
import logging
from collections.abc import Sequence

import anyio
import pytest
from starlette.types import Message

from service import upstream_errors
from service.errors import ServiceError
from service.ids import numbered
from service.main import create
from service.model import AnswerStart, FinishChunk, TextChunk
from service.settings import Settings
from tests.asgi import Exchange, post
from tests.scripted_model import Arrival, ScriptedModel

pytestmark = pytest.mark.anyio

HELLO = {"messages": [{"role": "user", "content": "Hi"}]}
WHOLE: Sequence[Arrival] = [
    (AnswerStart(),),
    (TextChunk("Hel"), TextChunk("lo")),
    (TextChunk("!"), FinishChunk("stop")),
]
UNKNOWN = '"usage":{"promptTokens":null,"completionTokens":null}'


async def ask(model: ScriptedModel, body: object = HELLO, **environ: str) -> Exchange:
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test", **environ})
    return await post(create(settings, ids=numbered(), model=model), json.dumps(body).encode())


async def test_what_arrives_together_leaves_in_one_write_that_ends_on_a_line_end() -> None:
    exchange = await ask(ScriptedModel(WHOLE))
    assert exchange.status == 200
    assert exchange.writes == [
        b'f:{"messageId":"msg-2"}\n',
        b'0:"Hel"\n0:"lo"\n',
        b'0:"!"\n',
        f'e:{{"finishReason":"stop",{UNKNOWN},"isContinued":false}}\nd:{{"finishReason":"stop",{UNKNOWN}}}\n'.encode(),
    ]


async def test_a_stream_carries_the_sdks_headers_and_forbids_buffering() -> None:
    exchange = await ask(ScriptedModel(WHOLE))
    assert exchange.headers == {
        "content-type": "text/plain; charset=utf-8",
        "x-vercel-ai-data-stream": "v1",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
        "x-request-id": "req-1",
    }


async def test_the_settings_fill_in_what_a_request_may_not_choose() -> None:
    model = ScriptedModel(WHOLE)
    await ask(model, SYSTEM_PROMPT="Be brief.", TEMPERATURE="0.1", MAX_OUTPUT_TOKENS="7", CHAT_MODEL="gpt-4o")
    (request,) = model.requests
    assert (request.model, request.temperature, request.max_output_tokens) == ("openai/gpt-4o", 0.1, 7)
    assert len(request.messages) == 2


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (upstream_errors.RateLimited(headers=(("retry-after", "7"),)), 429, "rate_limited"),
        (upstream_errors.UpstreamUnauthorized(detail="sk-secret"), 502, "upstream_unauthorized"),
        (upstream_errors.ContextTooLong(), 400, "context_too_long"),
        (RuntimeError("a defect with /a/path and sk-secret"), 500, "internal_error"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_a_failure_before_the_first_chunk_has_a_real_status(failure: Exception, status: int, code: str) -> None:
    exchange = await ask(ScriptedModel([failure]))
    message = failure.message if isinstance(failure, ServiceError) else "Internal server error"
    assert exchange.status == status
    assert exchange.headers["x-error-code"] == code
    assert exchange.headers["content-type"] == "application/json"
    assert exchange.headers.get("retry-after") == ("7" if status == 429 else None)
    assert exchange.body == json.dumps({"success": False, "error": message}, separators=(",", ":")).encode()


async def test_a_failure_after_the_first_chunk_is_told_in_the_stream_after_what_was_open_is_closed() -> None:
    exchange = await ask(ScriptedModel([(TextChunk("Hel"),), upstream_errors.UpstreamReset(detail="sk-secret")]))
    assert exchange.status == 200
    assert exchange.body.decode().splitlines() == [
        'f:{"messageId":"msg-2"}',
        '0:"Hel"',
        f'e:{{"finishReason":"error",{UNKNOWN},"isContinued":false}}',
        '2:[{"type":"error","code":"upstream_reset"}]',
        '3:"The connection to the model was lost before the answer was complete"',
    ]


@pytest.mark.parametrize("arrivals", [[], [(TextChunk("Hel"),)]], ids=["before", "after"])
async def test_a_failure_is_logged_once_with_the_request_id(
    arrivals: list[Arrival], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tokenwire.chat")
    await ask(ScriptedModel([*arrivals, upstream_errors.UpstreamReset(detail="what happened")]))
    (record,) = [record for record in caplog.records if record.name == "tokenwire.chat"]
    assert record.levelname == "WARNING"
    assert vars(record)["request_id"] == "req-1"
    assert vars(record)["code"] == "upstream_reset"
    assert vars(record)["detail"] == "what happened"


@pytest.mark.parametrize(
    ("failure", "level"),
    [(ValueError("ours"), "ERROR"), (upstream_errors.UpstreamReset(), "WARNING")],
    ids=["defect", "upstream"],
)
async def test_only_a_defect_is_logged_with_its_traceback(
    failure: Exception, level: str, caplog: pytest.LogCaptureFixture
) -> None:
    await ask(ScriptedModel([failure]))
    (record,) = [record for record in caplog.records if record.name == "tokenwire.chat"]
    assert (record.levelname, bool(record.exc_info)) == (level, level == "ERROR")


async def test_a_clients_mistake_is_information(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tokenwire.chat")
    exchange = await ask(ScriptedModel([]), {"action": "dance"})
    assert exchange.body == b'{"success":false,"error":"Unknown action: dance"}'
    (record,) = [record for record in caplog.records if record.name == "tokenwire.chat"]
    assert record.levelname == "INFO"


@pytest.mark.parametrize("arrivals", [[], [(TextChunk("Hel"),)]], ids=["before the first chunk", "in mid-stream"])
async def test_a_client_that_leaves_cancels_the_model(
    arrivals: list[Arrival], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tokenwire.chat")
    model = ScriptedModel([*arrivals, anyio.Event()])
    app = create(Settings(keys=frozenset({"OPENAI_API_KEY"})), model=model)
    with anyio.fail_after(5):
        exchange = await post(app, json.dumps(HELLO).encode(), leave_after=0.05)
        await model.closed.wait()
    assert exchange.body.count(b"\n") == (2 if arrivals else 0)
    assert [record.getMessage() for record in caplog.records if record.name == "tokenwire.chat"] == ["the client left"]


async def test_a_client_that_stops_reading_and_leaves_cancels_the_model() -> None:
    model = ScriptedModel([(TextChunk("Hel"),), (TextChunk("lo"),)])
    app = create(Settings(keys=frozenset({"OPENAI_API_KEY"})), model=model)
    with anyio.fail_after(5):
        await post(app, json.dumps(HELLO).encode(), leave_after=0.05, blocked_writes=True)
        await model.closed.wait()


async def test_a_client_that_stops_reading_and_stays_does_not_hold_the_model_for_ever() -> None:
    model = ScriptedModel([(TextChunk("Hel"),), (TextChunk("lo"),)])
    app = create(Settings(keys=frozenset({"OPENAI_API_KEY"}), request_timeout=0.05), model=model)
    with anyio.fail_after(5):
        await post(app, json.dumps(HELLO).encode(), blocked_writes=True)
    assert model.closed.is_set()


async def test_a_server_that_refuses_to_write_to_a_client_that_is_gone_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    model = ScriptedModel([(TextChunk("Hel"),), (TextChunk("lo"),)])

    async def refuse(message: Message) -> None:
        raise OSError("gone")

    app = create(Settings(keys=frozenset({"OPENAI_API_KEY"})), model=model)
    await post(app, json.dumps(HELLO).encode(), send=refuse)
    assert model.closed.is_set()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_client_that_leaves_while_it_sends_asks_nothing() -> None:
    model = ScriptedModel(WHOLE)
    app = create(Settings(keys=frozenset({"OPENAI_API_KEY"})), model=model)
    exchange = await post(app, b'{"messages":', whole=False)
    assert exchange.writes == []
    assert model.requests == []


async def test_disconnecting_after_the_whole_answer_is_no_departure(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tokenwire.chat")
    exchange = await ask(ScriptedModel(WHOLE))
    assert exchange.body.endswith(b"}\n")
    assert [record for record in caplog.records if record.name == "tokenwire.chat"] == []
