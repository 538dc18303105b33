"""The same request through every door of the service.

A door takes an application and a request, and returns what came back. All doors lead to one event loop, in a thread of
its own, in which uvicorn runs as ``tokenwire serve`` runs it. The Lambda doors get the event that a Function URL makes
of the request.
"""

import base64
import http.client
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import anyio
import anyio.lowlevel
from anyio.from_thread import BlockingPortal
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.awslambda import ResponseStream
from service.awslambda.asgi import AsgiHandler
from service.awslambda.collected import CollectedResponse
from service.awslambda.proxy_response import proxy_response
from service.awslambda.runtime_response import RuntimeResponse
from service.awslambda.wire import Address
from tests.asgi import scope_of
from tests.awslambda.runtime_api import RuntimeApi
from tests.running import running

_PATIENCE = 30.0
"""Seconds until an answer that has not come never will."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What a client sends; host and content-length are added at the door."""

    method: str
    path: str
    headers: Pairs = ()
    body: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a client gets: header names in lower case, the body whole and, where a door can see them, its writes."""

    status: int
    headers: Pairs
    body: bytes
    writes: tuple[bytes, ...] = ()


class Stage:
    """Where applications stand before the doors, one at a time. It is itself the application that uvicorn serves."""

    portal: BlockingPortal
    """Calls into the event loop, from the thread of the tests."""

    def __init__(self) -> None:
        self.url = ""
        self.application: ASGIApp = Starlette(lifespan=self._lifespan)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.application(scope, receive, send)

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        async with BlockingPortal() as self.portal:
            yield


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Start the event loop and uvicorn in it."""
    stage = Stage()
    with running(stage) as url:
        stage.url = url
        yield stage


def by_call(stage: Stage, application: ASGIApp, request: HttpRequest) -> Reply:
    """Call the application directly, as a server would."""

    async def call() -> Reply:
        with anyio.fail_after(_PATIENCE):
            return await _call(application, request)

    return stage.portal.call(call)


def by_socket(stage: Stage, application: ASGIApp, request: HttpRequest) -> Reply:
    """Ask uvicorn, over a socket."""
    stage.application = application
    connection = http.client.HTTPConnection(urlsplit(stage.url).netloc, timeout=_PATIENCE)
    try:
        connection.putrequest(request.method, request.path, skip_accept_encoding=True)
        for name, value in (*request.headers, *_length(request)):
            connection.putheader(name, value)
        connection.endheaders(request.body)
        response = connection.getresponse()
        headers = tuple((name.lower(), value) for name, value in response.getheaders())
        return Reply(status=response.status, headers=headers, body=response.read())
    finally:
        connection.close()


def by_lambda(stage: Stage, application: ASGIApp, request: HttpRequest) -> Reply:
    """Invoke the streaming handler, whose response goes to a Runtime API over a socket."""
    with RuntimeApi() as api:
        response = RuntimeResponse(Address.parse(api.address), "request-1", None)
        stream = ResponseStream(response)

        async def answer() -> None:
            with anyio.fail_after(_PATIENCE):
                await AsgiHandler(application).stream(event_of(request), stream, None)

        stage.portal.call(answer)
        assert response.settle() == http.client.ACCEPTED
        posted = api.posted[0]
    prelude, delimiter, body = posted.body.partition(bytes(8))
    assert delimiter
    head = json.loads(prelude)
    cookies = tuple(("set-cookie", cookie) for cookie in head.get("cookies", ()))
    return Reply(status=head["statusCode"], headers=(*head.get("headers", {}).items(), *cookies), body=body)


def by_buffered_lambda(stage: Stage, application: ASGIApp, request: HttpRequest) -> Reply:
    """Invoke the buffered handler, which returns the whole response."""
    collected = CollectedResponse()

    async def answer() -> None:
        with anyio.fail_after(_PATIENCE):
            await AsgiHandler(application).stream(event_of(request), ResponseStream(collected), None)

    stage.portal.call(answer)
    response = proxy_response(collected, event_of(request))
    body = base64.b64decode(response["body"]) if response["isBase64Encoded"] else response["body"].encode()
    cookies = tuple(("set-cookie", cookie) for cookie in response.get("cookies", ()))
    return Reply(status=response["statusCode"], headers=(*response["headers"].items(), *cookies), body=body)


Door = Callable[[Stage, ASGIApp, HttpRequest], Reply]

DOORS: dict[str, Door] = {
    "call": by_call,
    "socket": by_socket,
    "lambda": by_lambda,
    "buffered lambda": by_buffered_lambda,
}


def event_of(request: HttpRequest) -> dict[str, object]:
    """Return the event that a Function URL makes of the request."""
    path, _, query = request.path.partition("?")
    headers = {name.lower(): value for name, value in (("host", "testserver"), *request.headers, *_length(request))}
    event: dict[str, object] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "anonymous",
            "domainName": "testserver",
            "http": {"method": request.method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
            "requestId": "request-1",
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    if request.body is not None:
        try:
            event["body"] = request.body.decode()
        except UnicodeDecodeError:
            event["body"] = base64.b64encode(request.body).decode()
            event["isBase64Encoded"] = True
    return event


async def _call(application: ASGIApp, request: HttpRequest) -> Reply:
    sent: list[Message] = []
    arriving: list[Message] = [{"type": "http.request", "body": request.body or b"", "more_body": False}]

    async def receive() -> Message:
        if not arriving:
            # The client stays and says nothing more.
            await anyio.sleep_forever()
        return arriving.pop()

    async def send(message: Message) -> None:
        # A server may let others run here, and an application must bear it.
        await anyio.lowlevel.checkpoint()
        sent.append(message)

    await application(_scope(request), receive, send)
    return _reply(sent)


def _scope(request: HttpRequest) -> Scope:
    headers = (("host", "testserver"), *request.headers, *_length(request))
    return scope_of(request.method, request.path, [(name.encode(), value.encode()) for name, value in headers])


def _length(request: HttpRequest) -> Pairs:
    return () if request.body is None else (("content-length", str(len(request.body))),)


def _reply(sent: list[Message]) -> Reply:
    """Return what was sent, holding the application to ASGI: a start, bodies, and nothing after the last of them."""
    start, *bodies = sent
    assert start["type"] == "http.response.start"
    assert [body["type"] for body in bodies] == ["http.response.body"] * len(bodies)
    assert [body.get("more_body", False) for body in bodies] == [True] * (len(bodies) - 1) + [False]
    writes = tuple(body["body"] for body in bodies if body.get("body"))
    headers = tuple((name.decode().lower(), value.decode()) for name, value in start["headers"])
    return Reply(status=start["status"], headers=headers, body=b"".join(writes), writes=writes)
