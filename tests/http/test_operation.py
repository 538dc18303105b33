"""The JSON actions, byte for byte: what a contract would pin, if contracts could ask for the buffered application."""

import json
import logging
import threading
from dataclasses import dataclass

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from service.actions import chat_message, llm_generate
from service.errors import NotFound
from service.field import JSON, Field
from service.ids import numbered
from service.main import create
from service.model import FinishChunk, TextChunk, UsageChunk
from service.operations import OperationContext, Operations
from service.settings import Settings
from service.upstream_errors import RateLimited, UpstreamReset
from service.usage import Usage
from tests.asgi import Exchange, post
from tests.scripted_model import Arrival, ScriptedModel

pytestmark = pytest.mark.anyio

ANSWER: list[Arrival] = [
    (TextChunk("Hél"), TextChunk("lo")),
    (FinishChunk("stop"),),
    (UsageChunk(Usage(3, 4)),),
]
KEYED = {"OPENAI_API_KEY": "sk-test"}
ENDING = b'"finishReason":"stop","usage":{"promptTokens":3,"completionTokens":4}}}'


@dataclass(frozen=True)
class Order:
    what: str
    count: int = 1


def shop() -> Operations:
    """The operations of an application, beside the service's own."""
    registry = Operations()
    registry.operation("chat-message")(chat_message)
    registry.operation("llm-generate")(llm_generate)

    @registry.operation("order")
    async def order(payload: Order, context: OperationContext) -> dict[str, object]:
        return {"order": payload, "by": context.request_id}

    @registry.operation("echo")
    def echo(payload: JSON) -> JSON:
        return payload

    @registry.operation("refuse")
    async def refuse(_payload: JSON) -> None:
        raise NotFound("No such order")

    @registry.operation("break")
    async def break_(_payload: JSON) -> None:
        raise ValueError("sk-secret in /a/path")

    @registry.operation("ask-twice")
    async def ask_twice(_payload: Field, context: OperationContext) -> None:
        await chat_message(_payload, context)
        await anyio.sleep_forever()

    return registry


async def ask(body: JSON, model: ScriptedModel | None = None, **environ: str) -> Exchange:
    settings = Settings.from_env({**KEYED, **environ})
    app = create(settings, ids=numbered(), model=model or ScriptedModel(ANSWER), operations=shop())
    with anyio.fail_after(10):
        return await post(app, json.dumps(body).encode())


REPLIES: dict[str, tuple[JSON, bytes]] = {
    "chat-message": (
        {"action": "chat-message", "payload": {"messages": [{"role": "user", "content": "Hi"}]}},
        '{"success":true,"data":{"message":{"id":"msg-2","role":"assistant","content":"Héllo"},'.encode() + ENDING,
    ),
    "llm-generate": (
        {"action": "llm-generate", "payload": {"prompt": "Hi"}},
        '{"success":true,"data":{"text":"Héllo",'.encode() + ENDING,
    ),
    "an application's own": (
        {"action": "order", "payload": {"what": "tea", "count": 2}},
        b'{"success":true,"data":{"order":{"what":"tea","count":2},"by":"req-1"}}',
    ),
    "an application's own, flat": (
        {"action": "order", "what": "tea"},
        b'{"success":true,"data":{"order":{"what":"tea","count":1},"by":"req-1"}}',
    ),
    "in an envelope": (
        {"body": '{"action":"echo","payload":[1]}', "isBase64Encoded": False},
        b'{"success":true,"data":[1]}',
    ),
    "nothing": ({"action": "echo"}, b'{"success":true,"data":{}}'),
}


@pytest.mark.parametrize(("body", "expected"), REPLIES.values(), ids=REPLIES)
async def test_an_operation_is_answered_with_exactly_this(body: JSON, expected: bytes) -> None:
    exchange = await ask(body)
    assert exchange.status == 200
    assert exchange.body == expected
    assert exchange.headers == {
        "content-type": "application/json",
        "cache-control": "no-store",
        "content-length": str(len(expected)),
        "x-request-id": "req-1",
    }


Failing = tuple[JSON, list[Arrival], int, str, str]
FAILURES: dict[str, Failing] = {
    "a payload": ({"action": "order", "payload": {}}, [], 400, "invalid_request", "payload.what is missing"),
    "a flat payload": ({"action": "order"}, [], 400, "invalid_request", "what is missing"),
    "an enveloped payload": (
        {"body": {"action": "order", "payload": {"what": 5}}},
        [],
        400,
        "invalid_request",
        "body.payload.what must be a string, not a number",
    ),
    "an operation's own": ({"action": "refuse"}, [], 404, "not_found", "No such order"),
    "a defect": ({"action": "break"}, [], 500, "internal_error", "Internal server error"),
    "before the first chunk": (
        {"action": "llm-generate", "prompt": "Hi"},
        [RateLimited(headers=(("retry-after", "7"),))],
        429,
        "rate_limited",
        RateLimited.sentence,
    ),
    "in mid-answer": (
        {"action": "chat-message", "prompt": "Hi"},
        [(TextChunk("Hel"),), UpstreamReset()],
        502,
        "upstream_reset",
        UpstreamReset.sentence,
    ),
    "no finish reason": (
        {"action": "chat-message", "prompt": "Hi"},
        [(TextChunk("Hel"),)],
        502,
        "upstream_truncated",
        "The model's answer ended before it was complete",
    ),
    "a mismatch": (
        {"action": "llm-generate", "prompt": "Hi", "schema": {"type": "null"}},
        ANSWER,
        502,
        "upstream_mismatch",
        "The model's answer does not fit the requested schema",
    ),
    "an unknown action": ({"action": "dance"}, [], 400, "unknown_action", "Unknown action: dance"),
    "an action of another type": (
        {"action": 5},
        [],
        400,
        "invalid_request",
        "action must be a string, not a number",
    ),
}


@pytest.mark.parametrize("failing", FAILURES.values(), ids=FAILURES)
async def test_a_failure_has_its_own_status_whenever_it_happens(
    failing: Failing, caplog: pytest.LogCaptureFixture
) -> None:
    body, arrivals, status, code, message = failing
    caplog.set_level(logging.INFO, "tokenwire")
    exchange = await ask(body, ScriptedModel(arrivals))
    assert exchange.body == json.dumps({"success": False, "error": message}, separators=(",", ":")).encode()
    assert (exchange.status, exchange.headers["x-error-code"]) == (status, code)
    assert exchange.headers.get("retry-after") == ("7" if status == 429 else None)
    (record,) = [record for record in caplog.records if hasattr(record, "code")]
    assert (vars(record)["code"], vars(record)["request_id"]) == (code, "req-1")
    assert bool(record.exc_info) is (status == 500)


async def test_what_a_defect_said_is_logged_with_its_traceback_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    exchange = await ask({"action": "break"})
    assert b"secret" not in exchange.body
    assert "ValueError: sk-secret in /a/path" in caplog.text


async def test_the_chat_is_streamed_as_ever() -> None:
    chat: dict[str, JSON] = {"messages": [{"role": "user", "content": "Hi"}]}
    shapes: list[JSON] = [chat, {**chat, "action": "chat-v2-stream"}, {"action": "chat-v2-stream", "payload": chat}]
    for body in shapes:
        exchange = await ask(body)
        assert exchange.headers["x-vercel-ai-data-stream"] == "v1"
        assert exchange.body.startswith('f:{"messageId":"msg-2"}\n0:"Hél"\n'.encode())


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("chat-message", "Streaming handler only supports chat-v2-stream, not chat-message"),
        ("llm-generate", "Streaming handler only supports chat-v2-stream, not llm-generate"),
        ("order", "Unknown action: order"),
    ],
)
async def test_where_everything_is_streamed_the_registered_actions_are_known_and_refused(
    action: str, message: str
) -> None:
    app = create(Settings.from_env(KEYED), model=ScriptedModel(ANSWER))
    exchange = await post(app, json.dumps({"action": action, "prompt": "Hi"}).encode())
    assert (exchange.status, json.loads(exchange.body)["error"]) == (400, message)


# Who may end it.


async def test_a_client_that_leaves_cancels_the_operation_and_the_model(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tokenwire.chat")
    model = ScriptedModel([(TextChunk("Hel"),), anyio.Event()])
    app = create(Settings.from_env(KEYED), model=model, operations=shop())
    with anyio.fail_after(5):
        exchange = await post(app, b'{"action":"chat-message","prompt":"Hi"}', leave_after=0.05)
    assert model.closed.is_set()
    assert exchange.status == 0
    assert [record.getMessage() for record in caplog.records] == ["the client left"]


async def test_the_whole_operation_has_one_deadline() -> None:
    exchange = await ask({"action": "ask-twice", "prompt": "Hi"}, REQUEST_TIMEOUT="0.05")
    assert (exchange.status, exchange.headers["x-error-code"]) == (504, "deadline_exceeded")


async def test_a_server_that_has_less_time_says_so() -> None:
    app = create(Settings.from_env(KEYED), model=ScriptedModel(ANSWER), operations=shop())

    async def hurried(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "extensions": {"deadline": {"seconds": 0.05}}}, receive, send)

    with anyio.fail_after(5):
        exchange = await post(hurried, b'{"action":"ask-twice","prompt":"Hi"}')
    assert exchange.status == 504


async def test_a_client_that_does_not_read_is_not_waited_for_for_ever() -> None:
    app = create(Settings.from_env({**KEYED, "REQUEST_TIMEOUT": "0.05"}), operations=shop())
    with anyio.fail_after(5):
        exchange = await post(app, b'{"action":"echo"}', blocked_writes=True)
    assert not exchange.complete


async def test_a_server_that_refuses_to_write_to_a_client_that_is_gone_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refuse(message: Message) -> None:
        raise OSError("gone")

    app = create(Settings.from_env(KEYED), operations=shop())
    await post(app, b'{"action":"echo"}', send=refuse)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_an_operation_that_blocks_holds_up_nobody_else() -> None:
    registry, gate = Operations(), threading.Event()

    @registry.operation("wait")
    def wait(_payload: JSON) -> bool:
        return gate.wait(10)

    @registry.operation("open")
    async def open_(_payload: JSON) -> None:
        gate.set()

    app = create(Settings.from_env(KEYED), operations=registry)
    exchanges: list[Exchange] = []

    async def call(action: str) -> None:
        exchanges.append(await post(app, json.dumps({"action": action}).encode()))

    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call, "wait")
            tasks.start_soon(call, "open")
    assert exchanges[-1].body == b'{"success":true,"data":true}'
