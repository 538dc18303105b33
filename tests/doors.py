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
from dataclasses import dataclass, replace
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
from service.protocols.protocol import Unspeakable
from tests.awslambda.runtime_api import RuntimeApi
from tests.http_request import HttpRequest, Pairs, event_of, scope_of_request
from tests.running import running

_PATIENCE = 30.0
"""Seconds until an answer that has not come never will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a client gets.

    Attributes:
        status: of the response.
        headers: their names in lower case.
        body: all that came of it.
        writes: its parts, where a door can see them.
        broken: whether the application broke the body off, which the client notices.
    """

    status: int
    headers: Pairs
    body: bytes
    writes: tuple[bytes, ...] = ()
    broken: bool = False


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
        for name, value in request.whole_headers:
            connection.putheader(name, value)
        connection.endheaders(request.body)
        response = connection.getresponse()
        headers = tuple((name.lower(), value) for name, value in response.getheaders())
        try:
            return Reply(status=response.status, headers=headers, body=response.read())
        except http.client.IncompleteRead as error:
            return Reply(status=response.status, headers=headers, body=error.partial, broken=True)
    finally:
        connection.close()


def by_lambda(stage: Stage, application: ASGIApp, request: HttpRequest) -> Reply:
    """Invoke the streaming handler, whose response goes to a Runtime API over a socket; trailers tell of a break."""
    with RuntimeApi() as api:
        response = RuntimeResponse(Address.parse(api.address), "request-1", None)
        stream = ResponseStream(response)

        async def answer() -> None:
            with anyio.fail_after(_PATIENCE):
                await AsgiHandler(application).stream(event_of(request), stream, None)

        try:
            stage.portal.call(answer)
        except Unspeakable as error:
            # As the runtime does with whatever a handler raises.
            stream.fail(type(error).__name__, json.dumps({"errorMessage": str(error)}))
        assert response.settle() == http.client.ACCEPTED
        posted = api.posted[0]
    prelude, delimiter, body = posted.body.partition(bytes(8))
    assert delimiter
    head = json.loads(prelude)
    cookies = tuple(("set-cookie", cookie) for cookie in head.get("cookies", ()))
    headers = (*head.get("headers", {}).items(), *cookies)
    broken = "lambda-runtime-function-error-type" in posted.trailers
    return _unfilled(Reply(status=head["statusCode"], headers=headers, body=body, broken=broken))


def by_buffered_lambda(stage: Stage, application: ASGIApp, request: HttpRequest) -> Reply:
    """Invoke the buffered handler, which returns the whole response.

    If that breaks off, the caller gets the exception and no response; what there would have been is compared.
    """
    collected = CollectedResponse()

    async def answer() -> None:
        with anyio.fail_after(_PATIENCE):
            await AsgiHandler(application).stream(event_of(request), ResponseStream(collected), None)

    broken = False
    try:
        stage.portal.call(answer)
    except Unspeakable:
        broken = True
    response = proxy_response(collected, event_of(request))
    body = base64.b64decode(response["body"]) if response["isBase64Encoded"] else response["body"].encode()
    cookies = tuple(("set-cookie", cookie) for cookie in response.get("cookies", ()))
    headers = (*response["headers"].items(), *cookies)
    return _unfilled(Reply(status=response["statusCode"], headers=headers, body=body, broken=broken))


def _unfilled(reply: Reply) -> Reply:
    """Return the reply without the line feed that stands for an empty body on Lambda, which would hang without one."""
    if reply.body != b"\n":
        return reply
    headers = tuple((name, "0" if name == "content-length" else value) for name, value in reply.headers)
    return replace(reply, headers=headers, body=b"")


Door = Callable[[Stage, ASGIApp, HttpRequest], Reply]

DOORS: dict[str, Door] = {
    "call": by_call,
    "socket": by_socket,
    "lambda": by_lambda,
    "buffered lambda": by_buffered_lambda,
}


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

    try:
        await application(scope_of_request(request), receive, send)
    except Unspeakable:
        return _reply(request.method, sent, broken=True)
    return _reply(request.method, sent)


def _reply(method: str, sent: list[Message], *, broken: bool = False) -> Reply:
    """Return what was sent, holding the application to ASGI: a start, bodies, and nothing after the last of them.

    A broken body has no last one.
    """
    start, *bodies = sent
    assert start["type"] == "http.response.start"
    assert [body["type"] for body in bodies] == ["http.response.body"] * len(bodies)
    assert [body.get("more_body", False) for body in bodies] == [True] * (len(bodies) - 1) + [broken]
    # As a server has it: a HEAD gets no body.
    writes = tuple(body["body"] for body in bodies if body.get("body") and method != "HEAD")
    headers = tuple((name.decode().lower(), value.decode()) for name, value in start["headers"])
    return Reply(status=start["status"], headers=headers, body=b"".join(writes), writes=writes, broken=broken)
