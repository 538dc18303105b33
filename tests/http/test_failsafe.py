import logging

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.app import Endpoints, Surroundings, create_app
from service.http.failsafe import Failsafe
from service.http.resume import FollowEndpoint
from service.ids import monotonic, numbered

ORIGIN = {"origin": "https://app.example"}


async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise RuntimeError("a secret: sk-123456")


async def broken_late(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError("too late")


def client(app: ASGIApp) -> TestClient:
    surroundings = Surroundings(allowed_origins=("*",), ids=numbered(), clock=monotonic)
    follow = FollowEndpoint(resumption=None, total=1.0)
    endpoints = Endpoints(chat=app, objects=app, follow=follow, stop=app, ready=app, openapi=app)
    return TestClient(create_app(endpoints=endpoints, surroundings=surroundings))


def test_a_defect_is_an_internal_error_under_the_same_headers_as_any_other(caplog: pytest.LogCaptureFixture) -> None:
    reply = client(broken).post("/api/chat", headers=ORIGIN)
    assert reply.status_code == 500
    assert reply.content == b'{"success":false,"error":"Internal server error"}'
    assert reply.headers["x-error-code"] == "internal_error"
    assert reply.headers["x-request-id"] == "req-1"
    assert reply.headers["access-control-allow-origin"] == "*"
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert (record.name, vars(record)["request_id"], bool(record.exc_info)) == ("tokenwire.defect", "req-1", True)


def test_a_defect_after_the_commit_point_breaks_the_connection() -> None:
    with pytest.raises(RuntimeError, match="too late"):
        client(broken_late).post("/api/chat")


@pytest.mark.anyio
async def test_a_defect_at_start_up_is_not_hidden() -> None:
    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        pass

    with pytest.raises(RuntimeError, match="a secret"):
        await Failsafe(broken)({"type": "lifespan"}, receive, send)
