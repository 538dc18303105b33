"""Runs an ASGI application on Lambda: an event becomes a scope, what it sends becomes the response stream."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import Any

from service.awslambda.collected import CollectedResponse
from service.awslambda.context import seconds_left
from service.awslambda.errors import StreamClosed
from service.awslambda.http_event import HttpRequest, read_event, scope_of
from service.awslambda.invocation import Handler
from service.awslambda.lifespan import Lifespan
from service.awslambda.prelude import Prelude
from service.awslambda.proxy_response import ProxyResponse, proxy_response
from service.awslambda.response_stream import ResponseStream

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]


_NOTICE = 1.0
"""Seconds before the end in which the application is told to have ended."""

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade"})


class AsgiHandler:
    """Two Lambda handlers for one ASGI application.

    ::

        lambda_app = AsgiHandler(app)
        streaming_handler = streamify_response(lambda_app.stream)  # Function URL, RESPONSE_STREAM
        handler = lambda_app.buffered  # API Gateway, load balancer, old clients

    The scope has ``aws.event`` and ``aws.context``, and where Lambda knows a deadline the extension ``deadline``, whose
    ``seconds`` say how long the application may take so that its answer can still be ended in order.
    """

    def __init__(self, app: ASGIApp, *, direct_path: str = "/", heartbeat: float = 15.0) -> None:
        """Make the handlers; nothing is started.

        Args:
            app: any ASGI application.
            direct_path: where an invocation that is no HTTP request is posted to, as JSON.
            heartbeat: seconds of silence after which a stream says that it lives, if its format has a way to; 0 for
            never.
        """
        self._app = app
        self._direct_path = direct_path
        self._heartbeat = heartbeat
        self._lifespan: Lifespan | None = None

    async def stream(self, event: object, stream: ResponseStream, context: object) -> None:
        """Answer one invocation, as it comes; for ``streamify_response``.

        Raises:
            StreamClosed: nobody takes the response any more; the application was cancelled.
            Exception: whatever the application raised.
        """
        request = read_event(event, direct_path=self._direct_path)
        exchange = Exchange(request, stream)
        scope = await self._scope(request, event, context)
        answering = asyncio.ensure_future(self._app(scope, exchange.receive, exchange.send))
        attending = asyncio.ensure_future(exchange.attend(answering, self._heartbeat))
        try:
            await answering
        except asyncio.CancelledError:
            if not exchange.gone.is_set():
                raise
        finally:
            attending.cancel()
            with suppress(asyncio.CancelledError):
                await attending
        if exchange.gone.is_set():
            raise StreamClosed("nobody takes this response any more")
        if not exchange.started.is_set():
            raise RuntimeError("the application sent no response")

    def buffered(self, event: object, context: object = None) -> ProxyResponse:
        """Answer one invocation at once, in the form that who sent the event understands.

        Raises:
            ResponseTooLarge: Lambda would not take it.
            DeadlineExceeded: the application took longer than Lambda waits.
            Exception: whatever the application raised.
        """
        collected = CollectedResponse()
        Handler(self.stream).answer(event, ResponseStream(collected), context)
        return proxy_response(collected, event)

    async def _scope(self, request: HttpRequest, event: object, context: object) -> Scope:
        if self._lifespan is None:
            self._lifespan = Lifespan(self._app)
        extensions: dict[str, object] = {}
        seconds = seconds_left(context, margin=_NOTICE)
        if seconds is not None:
            extensions["deadline"] = {"seconds": seconds}
        state = await self._lifespan.state()
        return {
            **scope_of(request),
            "extensions": extensions,
            "state": state,
            "aws.event": event,
            "aws.context": context,
        }


class Exchange:
    """One request and its response, between the application and the stream."""

    def __init__(self, request: HttpRequest, stream: ResponseStream) -> None:
        self.started = asyncio.Event()
        self.gone = asyncio.Event()
        """Nobody takes the response any more."""
        self._request = request
        self._stream = stream
        self._read = False
        self._over = asyncio.Event()
        self._has_body = False
        self._last_sign = 0.0

    async def receive(self) -> Message:
        """Give the application the request, and then word that it is over."""
        if not self._read:
            self._read = True
            return {"type": "http.request", "body": self._request.body, "more_body": False}
        await self._over.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Take what the application sends.

        Raises:
            StreamClosed: nobody takes the response any more; an ``OSError``, as ASGI wants it.
            RuntimeError: not the message that ASGI wants now.
        """
        kind = message["type"]
        if kind == "http.response.start" and not self.started.is_set():
            self._start(message["status"], message.get("headers", ()))
        elif kind == "http.response.body" and self.started.is_set() and not self._over.is_set():
            await self._write(message.get("body", b""), more=message.get("more_body", False))
        elif self.gone.is_set():
            raise StreamClosed("nobody takes this response any more")
        else:
            raise RuntimeError(f"unexpected ASGI message {kind!r}")

    async def attend(self, answering: asyncio.Future[None], heartbeat: float) -> None:
        """Keep the stream alive, and cancel the application when nobody takes its answer any more."""
        await self.started.wait()
        closing = asyncio.ensure_future(self._stream.wait_closed())
        try:
            while not closing.done() and not self._stream.closed:
                silence = asyncio.get_running_loop().time() - self._last_sign
                if not heartbeat or silence < heartbeat:
                    await asyncio.wait([closing], timeout=heartbeat - silence if heartbeat else None)
                else:
                    self._sign()
                    await self._stream.keep_alive()
        except StreamClosed:
            pass
        finally:
            closing.cancel()
        if not self._over.is_set():
            self._leave()
            answering.cancel()

    def _start(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        pairs = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers]
        prelude = _prelude(status, pairs, several=self._request.source == "v1")
        self._has_body = prelude.has_body and self._request.method != "HEAD"
        self._stream.set_prelude(prelude, fills_empty_body=self._has_body)
        self._sign()
        self.started.set()

    async def _write(self, body: bytes, *, more: bool) -> None:
        try:
            if self._has_body:
                await self._stream.write_async(body)
            if not more:
                self._over.set()
                await self._stream.end_async()
        except StreamClosed:
            self._leave()
            raise
        self._sign()

    def _leave(self) -> None:
        self.gone.set()
        self._over.set()

    def _sign(self) -> None:
        self._last_sign = asyncio.get_running_loop().time()


def _prelude(status: int, headers: Iterable[tuple[str, str]], *, several: bool) -> Prelude:
    """Return the prelude for these ASGI headers; ``several``: what occurs several times is kept apart."""
    cookies = [value for name, value in headers if name == "set-cookie"]
    values: dict[str, list[str]] = {}
    for name, value in headers:
        if name != "set-cookie" and name not in _HOP_BY_HOP:
            values.setdefault(name, []).append(value)
    single = {name: ",".join(found) for name, found in values.items() if len(found) == 1 or not several}
    repeated = {name: found for name, found in values.items() if name not in single}
    return Prelude.parse({"statusCode": status, "headers": single, "multiValueHeaders": repeated, "cookies": cookies})
