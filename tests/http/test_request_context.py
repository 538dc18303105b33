import logging

import pytest
from starlette.responses import Response
from starlette.types import Message

from service.http.request_context import REQUEST_ID, RequestContext
from service.ids import numbered
from tests.asgi import Exchange, scope_of

pytestmark = pytest.mark.anyio


async def request(header: bytes | None = None) -> tuple[Exchange, object]:
    headers = [] if header is None else [(b"x-request-id", header)]
    scope = scope_of("GET", "/x", headers)
    exchange = Exchange()

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        exchange.take(message)

    ticks = iter([1.0, 3.5])
    await RequestContext(Response("ok"), ids=numbered(), clock=lambda: next(ticks))(scope, receive, send)
    return exchange, scope[REQUEST_ID]


async def test_a_request_without_an_id_gets_one() -> None:
    exchange, request_id = await request()
    assert exchange.headers["x-request-id"] == request_id == "req-1"


@pytest.mark.parametrize("given", [b"trace-1", b"a:b.c_D-9", b"x" * 128])
async def test_a_sane_id_of_the_caller_is_kept(given: bytes) -> None:
    exchange, request_id = await request(given)
    assert exchange.headers["x-request-id"] == request_id == given.decode()


@pytest.mark.parametrize("given", [b"", b"a b", b"x" * 129, b'"}{', b"\xff", b"a\tb"])
async def test_any_other_id_is_replaced(given: bytes) -> None:
    exchange, _ = await request(given)
    assert exchange.headers["x-request-id"] == "req-1"


async def test_every_request_is_one_log_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tokenwire.request")
    await request()
    (record,) = [record for record in caplog.records if record.name == "tokenwire.request"]
    assert record.getMessage() == "GET /x"
    assert {name: vars(record)[name] for name in ("request_id", "status", "seconds")} == {
        "request_id": "req-1",
        "status": 200,
        "seconds": 2.5,
    }


async def test_a_lifespan_passes_through_untouched() -> None:
    seen = []

    async def app(scope: object, receive: object, send: object) -> None:
        seen.append(scope)

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        pass

    scope = {"type": "lifespan"}
    await RequestContext(app, ids=numbered(), clock=lambda: 0.0)(scope, receive, send)
    assert seen == [scope]
