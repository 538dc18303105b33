"""The same request through every door of the service.

A door takes an application and a request, and returns what came back. All doors lead to one event loop, in a thread of
its own, in which uvicorn runs as ``tokenwire serve`` runs it.
"""

import http.client
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import anyio
import anyio.lowlevel
from anyio.from_thread import BlockingPortal
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.asgi import scope_of
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


Door = Callable[[Stage, ASGIApp, HttpRequest], Reply]

DOORS: dict[str, Door] = {"call": by_call, "socket": by_socket}


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
