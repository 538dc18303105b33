import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse as FastAPIStreamingResponse
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from service.awslambda import DeadlineExceeded, ResponseStream, StreamClosed, streamify_response
from service.awslambda.asgi import ASGIApp, AsgiHandler, Exchange, Receive, Scope, Send
from service.awslambda.http_event import read_event
from service.awslambda.invocation import Handler
from service.awslambda.runtime_response import RuntimeResponse
from service.awslambda.wire import Address
from tests.awslambda.events import ALB, FUNCTION_URL, HTTP_API, REST, changed
from tests.awslambda.runtime_api import Conduct, RuntimeApi
from tests.awslambda.transports import Clock, Kept

PLAIN = changed(FUNCTION_URL, "body", None)
DATA_STREAM = [(b"x-vercel-ai-data-stream", b"v1")]


async def stream(app: ASGIApp, event: object = PLAIN, *, to: Kept | None = None, heartbeat: float = 15.0) -> Kept:
    """Answer one event with the application."""
    transport = to or Kept()
    with anyio.fail_after(10):
        await AsgiHandler(app, heartbeat=heartbeat).stream(event, ResponseStream(transport), None)
    return transport


def sending(*messages: dict[str, Any]) -> ASGIApp:
    """Return an application that sends these messages."""

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for message in messages:
                await send(message)

    return app


def start(status: int = 200, headers: list[tuple[bytes, bytes]] | None = None) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": headers or []}


def body(data: bytes = b"", *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}


# What goes out.


@pytest.mark.anyio
async def test_the_start_becomes_the_prelude_and_every_body_a_part() -> None:
    transport = await stream(
        sending(
            start(201, [(b"Content-Type", b"text/plain"), (b"X-Caf\xe9".replace(b"\xe9", b"e"), b"\xe9")]),
            body(b"a", more=True),
            body(b"", more=True),
            body(b"\x00\xff", more=True),
            body(),
        )
    )
    assert transport.prelude == {"statusCode": 201, "headers": {"content-type": "text/plain", "x-cafe": "é"}}
    assert transport.parts == [b"a", b"\x00\xff"]
    assert transport.names[-1] == "finish"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("event", "head"),
    [
        (PLAIN, {"headers": {"vary": "a,b", "x": "1"}, "cookies": ["a=1", "b=2"]}),
        (HTTP_API, {"headers": {"vary": "a,b", "x": "1"}, "cookies": ["a=1", "b=2"]}),
        (ALB, {"headers": {"vary": "a,b", "x": "1"}, "cookies": ["a=1", "b=2"]}),
        (REST, {"headers": {"x": "1"}, "multiValueHeaders": {"vary": ["a", "b"]}, "cookies": ["a=1", "b=2"]}),
    ],
    ids=["Function URL", "HTTP API", "load balancer", "REST API"],
)
async def test_repeated_headers_are_joined_or_kept_apart_as_who_asked_understands(
    event: object, head: dict[str, Any]
) -> None:
    headers = [
        (b"Vary", b"a"),
        (b"x", b"1"),
        (b"vary", b"b"),
        (b"Set-Cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
        (b"connection", b"keep-alive"),
        (b"transfer-encoding", b"chunked"),
    ]
    transport = await stream(sending(start(200, headers), body(b"a")), event)
    assert transport.prelude == {"statusCode": 200, **head}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("method", "status", "parts", "length"),
    [
        ("GET", 200, [b"ab"], "2"),
        ("HEAD", 200, [], "2"),
        ("GET", 204, [], "2"),
        ("GET", 304, [], "2"),
        ("OPTIONS", 200, [b"ab"], "2"),
    ],
)
async def test_a_response_without_a_body_has_none_whatever_the_application_sends(
    method: str, status: int, parts: list[bytes], length: str
) -> None:
    event = changed(PLAIN, "requestContext.http.method", method)
    transport = await stream(sending(start(status, [(b"content-length", b"2")]), body(b"ab")), event)
    assert transport.parts == parts
    assert transport.prelude == {"statusCode": status, "headers": {"content-length": length}}
    assert transport.names[-1] == "finish"


@pytest.mark.anyio
@pytest.mark.parametrize(("method", "status", "parts"), [("GET", 200, [b"\n"]), ("HEAD", 200, []), ("GET", 204, [])])
async def test_an_empty_body_is_filled_where_there_may_be_one(method: str, status: int, parts: list[bytes]) -> None:
    event = changed(PLAIN, "requestContext.http.method", method)
    transport = await stream(sending(start(status), body()), event)
    assert transport.parts == parts


@pytest.mark.anyio
async def test_a_header_that_would_break_the_head_apart_is_an_error_before_the_first_byte() -> None:
    transport = Kept()
    with pytest.raises(ValueError, match="line break"):
        await stream(sending(start(200, [(b"x", b"a\r\nb: c")])), to=transport)
    assert transport.happened == []


# What comes in.


async def scope_seen(event: object, context: object = None) -> tuple[Scope, list[Any]]:
    """Return the scope and what is received."""
    seen: list[Any] = []
    received: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            seen.append(scope)
            received.append(await receive())
            await send(start())
            await send(body(b"a"))
            received.append(await receive())

    with anyio.fail_after(10):
        await AsgiHandler(app, direct_path="/api/chat").stream(event, ResponseStream(Kept()), context)
    return seen[0], received


@pytest.mark.anyio
async def test_the_request_is_received_once_and_then_that_it_is_over() -> None:
    _, received = await scope_seen(FUNCTION_URL)
    assert received == [
        {"type": "http.request", "body": '{"a":"é"}'.encode(), "more_body": False},
        {"type": "http.disconnect"},
    ]


@pytest.mark.anyio
async def test_the_scope_has_the_event_the_context_and_the_deadline() -> None:
    context = Clock(10)
    scope, _ = await scope_seen(FUNCTION_URL, context)
    assert scope["aws.event"] is FUNCTION_URL
    assert scope["aws.context"] is context
    assert scope["extensions"] == {"deadline": {"seconds": 9.0}}
    assert (scope["path"], scope["state"]) == ("/a b/ü", {})


@pytest.mark.anyio
async def test_without_a_deadline_there_is_no_such_extension() -> None:
    scope, received = await scope_seen({"prompt": "Hi"})
    assert scope["extensions"] == {}
    assert (scope["method"], scope["path"], received[0]["body"]) == ("POST", "/api/chat", b'{"prompt":"Hi"}')


@pytest.mark.anyio
async def test_the_state_is_the_lifespans_and_the_lifespan_is_started_once() -> None:
    started: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, str]]:
        started.append("started")
        yield {"model": "loaded"}

    async def endpoint(request: Any) -> Response:  # noqa: ANN401 - Starlette's request
        return PlainTextResponse(request.state.model)

    handler = AsgiHandler(Starlette(routes=[Route("/{path:path}", endpoint, methods=["POST"])], lifespan=lifespan))
    for _ in range(2):
        transport = Kept()
        with anyio.fail_after(10):
            await handler.stream(PLAIN, ResponseStream(transport), None)
        assert transport.parts == [b"loaded"]
    assert started == ["started"]
    assert handler._lifespan is not None
    assert handler._lifespan._task is not None
    handler._lifespan._task.cancel()


# What goes wrong.


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("messages", "names"), [([], []), ([start()], []), ([start(), body(b"a", more=True)], ["start", "send"])]
)
async def test_an_applications_error_is_raised(messages: list[Any], names: list[str]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await sending(*messages)(scope, receive, send)
        raise LookupError("no")

    transport = Kept()
    with pytest.raises(LookupError, match="no"):
        await stream(app, to=transport)
    assert transport.names == names


@pytest.mark.anyio
async def test_an_application_that_sends_nothing_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="sent no response"):
        await stream(sending())


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("messages", "kind"),
    [
        ([body(b"a")], "http.response.body"),
        ([start(), start()], "http.response.start"),
        ([start(), body(b"a"), body(b"b")], "http.response.body"),
        ([{"type": "http.response.push"}], "http.response.push"),
    ],
)
async def test_what_asgi_does_not_want_now_is_refused(messages: list[Any], kind: str) -> None:
    with pytest.raises(RuntimeError, match=f"unexpected ASGI message '{kind}'"):
        await stream(sending(*messages))


# Nobody listens any more.


@pytest.mark.anyio
@pytest.mark.parametrize("heartbeat", [0, 600])
async def test_a_departure_cancels_the_application(heartbeat: float) -> None:
    transport, cancelled = Kept(), anyio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await sending(start(), body(b"a", more=True))(scope, receive, send)
        if scope["type"] == "http":
            transport.gone.set()
            try:
                await anyio.sleep_forever()
            finally:
                cancelled.set()

    with pytest.raises(StreamClosed):
        await stream(app, to=transport, heartbeat=heartbeat)
    assert cancelled.is_set()


@pytest.mark.anyio
async def test_who_only_waits_for_the_departure_hears_of_it() -> None:
    transport = Kept()
    heard: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await sending(start(), body(b"a", more=True))(scope, receive, send)
        if scope["type"] == "http":
            await receive()
            transport.gone.set()
            # It is cancelled too, and may look before it goes.
            with anyio.CancelScope(shield=True):
                try:
                    heard.append((await receive())["type"])
                except asyncio.CancelledError:
                    heard.append((await receive())["type"])

    with pytest.raises(StreamClosed):
        await stream(app, to=transport)
    assert heard == ["http.disconnect"]


@pytest.mark.anyio
async def test_a_refused_write_raises_an_oserror_in_the_application_and_so_does_every_later_one() -> None:
    transport = Kept()
    raised: list[OSError] = []

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await send(start())
        await send(body(b"a", more=True))
        transport.refuses = True
        for message in (body(b"b", more=True), body(b"c"), start()):
            try:
                await send(message)
            except OSError as error:
                raised.append(error)

    with pytest.raises(StreamClosed):
        await stream(app, to=transport)
    assert len(raised) == 3
    assert transport.parts == [b"a"]


@pytest.mark.anyio
async def test_a_cancellation_from_outside_reaches_the_application_and_goes_on() -> None:
    entered, left = anyio.Event(), anyio.Event()

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        if scope["type"] == "http":
            entered.set()
            try:
                await anyio.sleep_forever()
            finally:
                left.set()

    task = asyncio.ensure_future(stream(app))
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert left.is_set()


@pytest.mark.usefixtures("the_loop")
def test_the_deadline_cancels_the_application_and_is_told_in_the_stream() -> None:
    left: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await sending(start(200, DATA_STREAM), body(b'0:"a"\n', more=True))(scope, receive, send)
        if scope["type"] == "http":
            try:
                await asyncio.sleep(600)
            finally:
                left.append("left")

    transport = Kept()
    with pytest.raises(DeadlineExceeded):
        Handler(AsgiHandler(app).stream).answer(PLAIN, ResponseStream(transport), Clock(0.05))
    assert left == ["left"]
    assert transport.parts[1].startswith(b'2:[{"type":"error","code":"deadline_exceeded"}]\n3:')


@pytest.mark.anyio
@pytest.mark.parametrize("status", [410, 413])
async def test_a_refusal_of_the_runtime_api_cancels_the_application(status: int) -> None:
    cancelled = anyio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await sending(start(), body(b"a", more=True))(scope, receive, send)
        if scope["type"] == "http":
            try:
                await anyio.sleep_forever()
            finally:
                cancelled.set()

    with RuntimeApi(conduct=(Conduct(status=status, early=True),)) as api:
        response = RuntimeResponse(Address.parse(api.address), "id", None)
        with anyio.fail_after(10), pytest.raises(StreamClosed):
            await AsgiHandler(app).stream(PLAIN, ResponseStream(response), None)
        assert cancelled.is_set()
        assert response.settle() == status


@pytest.mark.anyio
@pytest.mark.parametrize("waits", [False, True], ids=["the application writes", "the application waits"])
async def test_a_runtime_api_that_is_not_there_is_one_error_and_leaves_nothing_behind(
    *, waits: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with RuntimeApi() as api:
        address = api.address
    response = RuntimeResponse(Address.parse(address), "id", None)

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send(start())
            if waits:
                await anyio.sleep_forever()
            await send(body(b"a"))

    with anyio.fail_after(10), pytest.raises(StreamClosed), caplog.at_level(logging.DEBUG):
        await AsgiHandler(app).stream(PLAIN, ResponseStream(response), None)
    await anyio.lowlevel.checkpoint()
    gc.collect()
    assert "never retrieved" not in caplog.text


# Signs of life.


class Counting(ResponseStream):
    """Lets an application wait until a sign of life was due."""

    def __init__(self, transport: Kept) -> None:
        super().__init__(transport)
        self.due = anyio.Event()

    async def keep_alive(self) -> None:
        await super().keep_alive()
        self.due.set()
        self.due = anyio.Event()


async def beating(headers: list[tuple[bytes, bytes]], *parts: bytes, heartbeat: float) -> list[bytes]:
    """Return what is sent when a sign of life is due behind each part."""
    transport = Kept()
    counting = Counting(transport)

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send(start(200, headers))
            for part in parts:
                await send(body(part, more=True))
                if heartbeat < 1:
                    await counting.due.wait()
            await send(body())

    with anyio.fail_after(10):
        await AsgiHandler(app, heartbeat=heartbeat).stream(PLAIN, counting, None)
    return transport.parts


SSE = [(b"content-type", b"text/event-stream")]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("headers", "parts", "signs"),
    [
        (DATA_STREAM, (b'0:"a"\n',), [b"2:[]\n"]),
        (DATA_STREAM, (b'0:"a', b'bc"\n'), [b"2:[]\n"]),
        (DATA_STREAM, (b'0:"a', b"b"), []),
        (SSE, (b"data: a\n\n", b"data: b\n"), [b": ping\n\n"]),
        ([(b"content-type", b"text/plain")], (b"a\n\n",), []),
    ],
)
async def test_a_silent_stream_says_that_it_lives_between_two_parts(
    headers: list[tuple[bytes, bytes]], parts: tuple[bytes, ...], signs: list[bytes]
) -> None:
    sent = await beating(headers, *parts, heartbeat=0.001)
    assert [part for part in sent if part in parts] == [*parts]
    found = [part for part in sent if part not in parts]
    # One is due for certain; a slow machine may find time for more.
    assert found[:1] == signs
    assert set(found) == set(signs)
    if len(parts) > 1 and found and not parts[0].endswith(b"\n"):
        assert sent[:2] == [*parts[:2]], "not in the middle of a line"


@pytest.mark.anyio
@pytest.mark.parametrize("heartbeat", [0, 600])
async def test_where_content_flows_or_signs_are_off_there_are_none(heartbeat: float) -> None:
    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send(start(200, DATA_STREAM))
            for _ in range(50):
                await send(body(b'0:"a"\n', more=True))
                await anyio.lowlevel.checkpoint()
            await send(body())

    transport = await stream(app, heartbeat=heartbeat)
    assert transport.parts == [b'0:"a"\n'] * 50


@pytest.mark.anyio
async def test_before_the_response_begins_nothing_is_said() -> None:
    transport = Kept()
    counting = Counting(transport)
    request = read_event(PLAIN, direct_path="/")
    exchange = Exchange(request, counting)
    answering: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    attending = asyncio.ensure_future(exchange.attend(answering, 0.001))
    await anyio.wait_all_tasks_blocked()
    assert transport.happened == []
    attending.cancel()
    answering.cancel()


@pytest.mark.anyio
async def test_a_sign_of_life_that_nobody_takes_cancels_the_application() -> None:
    transport = Kept()

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send(start(200, DATA_STREAM))
            await send(body(b'0:"a"\n', more=True))
            transport.refuses = True
            await anyio.sleep_forever()

    with pytest.raises(StreamClosed):
        await stream(app, to=transport, heartbeat=0.001)


# Buffered.


def text(scope: Scope) -> ASGIApp:
    return PlainTextResponse(f"{scope['method']} {scope['path']}")


@pytest.mark.usefixtures("the_loop")
def test_the_same_application_answers_at_once() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await text(scope)(scope, receive, send)

    assert AsgiHandler(app).buffered(PLAIN) == {
        "statusCode": 200,
        "headers": {"content-length": "12", "content-type": "text/plain; charset=utf-8"},
        "body": "POST /a b/ü",
        "isBase64Encoded": False,
    }


@pytest.mark.usefixtures("the_loop")
def test_a_buffered_answer_that_takes_too_long_is_an_error() -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.sleep(600)

    with pytest.raises(DeadlineExceeded):
        AsgiHandler(app).buffered(PLAIN, Clock(0.05))


# Applications that we did not write.


async def words() -> AsyncIterator[str]:
    for word in ("Hello", ", ", "world"):
        yield word
        await anyio.lowlevel.checkpoint()


def fastapi_app() -> ASGIApp:
    app = FastAPI()

    @app.post("/{path:path}")
    async def answer(path: str, request: Request) -> FastAPIStreamingResponse:
        assert path == "a b/ü"
        assert await request.json() == {"a": "é"}
        assert request.query_params.getlist("x") == ["1", "2"]
        assert request.cookies == {"a": "1", "b": "2"}
        assert request.client is not None
        assert request.client.host == "203.0.113.7"
        return FastAPIStreamingResponse(words(), media_type="text/event-stream", headers={"x-by": "FastAPI"})

    return app


def starlette_app() -> ASGIApp:
    async def answer(request: Any) -> Response:  # noqa: ANN401 - Starlette's request
        response = StreamingResponse(words(), media_type="text/event-stream", headers={"x-by": "Starlette"})
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        return response

    return Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])


def tasks_of(handler: AsgiHandler) -> None:
    """End the lifespan, which on Lambda never ends."""
    assert handler._lifespan is not None
    if handler._lifespan._task:
        handler._lifespan._task.cancel()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("make", "by", "cookies"),
    [
        (fastapi_app, "FastAPI", 0),
        (starlette_app, "Starlette", 2),
    ],
)
async def test_an_application_of_any_framework_streams(make: Callable[[], ASGIApp], by: str, cookies: int) -> None:
    handler, transport = AsgiHandler(make()), Kept()
    with anyio.fail_after(10):
        await handler.stream(FUNCTION_URL, ResponseStream(transport), None)
    assert transport.parts == [b"Hello", b", ", b"world"]
    prelude: Any = transport.prelude
    assert (prelude["statusCode"], prelude["headers"]["x-by"]) == (200, by)
    assert len(prelude.get("cookies", ())) == cookies
    tasks_of(handler)


@pytest.mark.usefixtures("the_loop")
def test_an_application_can_be_a_handler_of_its_own() -> None:
    handler = AsgiHandler(fastapi_app())
    answer = streamify_response(handler.stream)(FUNCTION_URL, None)
    assert answer is not None
    assert answer["body"] == "Hello, world"
    assert handler.buffered(FUNCTION_URL)["body"] == "Hello, world"


@pytest.mark.anyio
async def test_a_framework_stops_when_nobody_listens() -> None:
    transport, closed = Kept(), anyio.Event()

    async def endless() -> AsyncIterator[str]:
        try:
            yield "a"
            transport.gone.set()
            await anyio.sleep_forever()
        finally:
            closed.set()

    async def answer(_request: Any) -> Response:  # noqa: ANN401 - Starlette's request
        return StreamingResponse(endless())

    handler = AsgiHandler(Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])]))
    with anyio.fail_after(10), pytest.raises(StreamClosed):
        await handler.stream(PLAIN, ResponseStream(transport), None)
    assert closed.is_set()
    tasks_of(handler)
