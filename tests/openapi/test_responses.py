"""What the running application answers is what the document says that it answers."""

import json
from collections.abc import Sequence
from typing import Any

import anyio
import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

from service.actions import chat_message
from service.field import JSON
from service.http.request_context import HEADER
from service.ids import numbered
from service.main import create
from service.model import FinishChunk, TextChunk
from service.openapi.document import document
from service.operations import Operations
from service.settings import Settings
from service.upstream_errors import RateLimited
from tests.asgi import Exchange, post, scope_of
from tests.openapi.components import at, holding
from tests.scripted_model import Arrival, ScriptedModel

pytestmark = pytest.mark.anyio

OPERATIONS = Operations()
OPERATIONS.operation("chat-message")(chat_message)
DESCRIBED = document(OPERATIONS)
OF_HTTP = {"content-type", "content-length"}
ANSWER: list[Arrival] = [(TextChunk("Hi"), FinishChunk("stop"))]
LIMITED: list[Arrival] = [RateLimited(headers=(("retry-after", "7"),))]
HI: dict[str, JSON] = {"prompt": "Hi"}

ASKED: dict[str, tuple[JSON, Sequence[Arrival], int, set[str]]] = {
    "a stream": (HI, ANSWER, 200, {"x-vercel-ai-data-stream", "x-accel-buffering"}),
    "a result": ({**HI, "action": "chat-message"}, ANSWER, 200, set()),
    "a client's mistake": ({**HI, "action": "dance"}, ANSWER, 400, set()),
    "a provider's failure": (HI, LIMITED, 429, {"retry-after"}),
}


@pytest.mark.parametrize(("body", "arrivals", "status", "optional"), ASKED.values(), ids=ASKED)
async def test_a_post_is_answered_as_described(
    body: JSON, arrivals: Sequence[Arrival], status: int, optional: set[str]
) -> None:
    with anyio.fail_after(10):
        exchange = await post(application(arrivals), json.dumps(body).encode())
    assert exchange.status == status
    assert_described(exchange, at(DESCRIBED, "paths", "/api/chat", "post", "responses", str(status)), optional)


@pytest.mark.parametrize(
    ("path", "status"), [("/healthz", "200"), ("/readyz", "200"), ("/readyz", "503"), ("/openapi.json", "200")]
)
async def test_health_is_told_as_described(path: str, status: str) -> None:
    key = {} if status == "503" else {"OPENAI_API_KEY": "sk-test"}
    exchange = await ask(create(Settings.from_env(key)), "GET", path)
    assert exchange.status == int(status)
    assert_described(exchange, at(DESCRIBED, "paths", path, "get", "responses", status), set())


STREAMED: dict[str, tuple[dict[str, str], dict[str, str], set[str]]] = {
    "data": ({"protocol": "data"}, {}, {"x-vercel-ai-data-stream", "x-accel-buffering"}),
    "text": ({"protocol": "text"}, {}, {"x-accel-buffering"}),
    "ui": ({"protocol": "ui", "sdk": "5"}, {}, {"x-vercel-ai-ui-message-stream", "x-accel-buffering"}),
    "a version": ({"sdk": "7"}, {}, {"x-vercel-ai-ui-message-stream", "x-accel-buffering"}),
    "a header": ({}, {"x-stream-protocol": "ui"}, {"x-vercel-ai-ui-message-stream", "x-accel-buffering"}),
}


@pytest.mark.parametrize("path", ["/", "/api/chat", "/api/completion"])
@pytest.mark.parametrize(("query", "headers", "optional"), STREAMED.values(), ids=STREAMED)
def test_every_format_is_sent_as_described(
    path: str, query: dict[str, str], headers: dict[str, str], optional: set[str]
) -> None:
    with client() as service:
        reply = service.post(path, json=HI, params=query, headers=headers)
    assert_described(exchange_of(reply), at(DESCRIBED, "paths", path, "post", "responses", "200"), optional)


def test_an_object_is_sent_as_described() -> None:
    with client() as service:
        reply = service.post("/api/object", json={**HI, "schema": {"type": "object"}})
    response = at(DESCRIBED, "paths", "/api/object", "post", "responses", "200")
    assert_described(exchange_of(reply), response, set())


CHAT = ("/api/chat/{id}/stream", "/api/chat/c%201/stream", "get")
CHAT4 = ("/api/chat", "/api/chat?chatId=c%201", "get")
STOP = ("/api/chat/{id}/stop", "/api/chat/c%201/stop", "post")
FOLLOWED: dict[str, tuple[tuple[str, str, str], bool, int, set[str]]] = {
    "a stream": (CHAT, True, 200, {"x-vercel-ai-data-stream"}),
    "a stream for ai 4": (CHAT4, True, 200, {"x-vercel-ai-data-stream", "x-accel-buffering"}),
    "nothing": (CHAT, False, 204, set()),
    "nothing for ai 4": (CHAT4, False, 200, set()),
    "nothing to stop": (STOP, False, 404, set()),
}


@pytest.mark.parametrize(("request_", "runs", "status", "optional"), FOLLOWED.values(), ids=FOLLOWED)
def test_a_client_that_comes_back_is_answered_as_described(
    request_: tuple[str, str, str],
    runs: bool,  # noqa: FBT001 - a table's column
    status: int,
    optional: set[str],
) -> None:
    path, url, method = request_
    with client(RESUME="memory", RESUME_GRACE="60") as service:
        if runs:
            service.post("/api/chat", json={**HI, "id": "c 1"})
        reply = service.request(method, url)
    assert reply.status_code == status
    assert_described(exchange_of(reply), at(DESCRIBED, "paths", path, method, "responses", str(status)), optional)


async def test_another_method_is_refused_as_described() -> None:
    exchange = await ask(application(ANSWER), "PUT", "/")
    assert exchange.status == 405
    assert_described(exchange, at(DESCRIBED, "components", "responses", "Error405"), {"allow"})


def assert_described(exchange: Exchange, response: dict[str, Any], optional: set[str]) -> None:
    """Compare headers and body; ``optional`` are the headers that are not sent with every such response."""
    always = {name for name, header in response["headers"].items() if header.get("required")}
    assert exchange.headers.keys() - OF_HTTP == always | optional
    assert HEADER in always
    for name in exchange.headers.keys() - OF_HTTP:
        holding(response["headers"][name]["schema"]).validate(exchange.headers[name])
    if not exchange.body and "content-type" not in exchange.headers:
        assert "content" not in response
        return
    schema = response["content"][exchange.headers["content-type"]]["schema"]
    is_json = exchange.headers["content-type"] == "application/json"
    holding(schema, DESCRIBED).validate(json.loads(exchange.body) if is_json else exchange.body.decode())


def application(arrivals: Sequence[Arrival]) -> ASGIApp:
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test"})
    return create(settings, ids=numbered(), model=ScriptedModel(arrivals), operations=OPERATIONS)


def client(**environ: str) -> TestClient:
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test", **environ})
    return TestClient(create(settings, model=ScriptedModel(ANSWER), operations=OPERATIONS))


def exchange_of(reply: Response) -> Exchange:
    return Exchange(reply.status_code, dict(reply.headers), [reply.content], complete=True)


async def ask(app: ASGIApp, method: str, path: str) -> Exchange:
    exchange = Exchange()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        exchange.take(message)

    await app(scope_of(method, path), receive, send)
    return exchange
