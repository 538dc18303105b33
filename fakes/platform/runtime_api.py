"""The Runtime API: where one runtime process fetches its events and posts its answers."""

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from fakes.platform.bandwidth import Shaper
from fakes.platform.function import Function
from fakes.platform.function_error import FunctionError
from fakes.platform.http_connection import BodyTooLarge, HttpConnection, Malformed
from fakes.platform.http_server import HttpServer
from fakes.platform.invocation import Answer, Invocation
from fakes.platform.request import Headers, Request

_VERSION = "/2018-06-01/runtime/"
_JSON: Headers = (("content-type", "application/json"),)
_TOO_LARGE = "Function.ResponseSizeTooLarge"
_ERROR_LIMIT = 6 * 1024 * 1024
_DYING_SECONDS = 1.0
"""A runtime that dies leaves its connection first; why it died is the better story."""
_ARRIVAL_SECONDS = 0.05
"""What a process sent just before it ended is at most this long on its way."""


class Refused(Exception):
    """A call that the runtime should not have made."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind


class Owner(Protocol):
    """Who runs the process."""

    def ready(self) -> None:
        """Take note that the runtime asks for an event."""
        ...

    def init_failed(self, error: FunctionError) -> None:
        """Take note that the runtime could not load the handler."""
        ...


class RuntimeApi:
    """Serves one runtime process, one invocation at a time."""

    def __init__(self, function: Function, owner: Owner) -> None:
        self._function = function
        self._limits = function.limits
        self._owner = owner
        self._server = HttpServer(self._handle)
        self._assigned: asyncio.Queue[tuple[Invocation, float]] = asyncio.Queue()
        self._current: Invocation | None = None
        self._accepted = False
        self._gone: str | None = None
        self._quiet = asyncio.Event()
        self._quiet.set()
        self.address = ""

    async def start(self) -> None:
        """Listen on a free port of the loopback interface."""
        self.address = f"127.0.0.1:{await self._server.start('127.0.0.1', 0)}"

    async def stop(self) -> None:
        """Stop listening and cut the runtime off."""
        await self._server.stop()

    def assign(self, invocation: Invocation, deadline: float) -> None:
        """Hand an event to the runtime, which has asked for one. The deadline is in seconds of the Unix epoch."""
        self._assigned.put_nowait((invocation, deadline))

    def expire(self) -> None:
        """Forget the current invocation: its answer comes too late."""
        if self._current is not None:
            self._gone = self._current.id
            self._current = None

    async def emptied(self, seconds: float) -> None:
        """Wait until what a dead runtime had sent has been read, or the time is over."""
        await asyncio.sleep(_ARRIVAL_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0)):
                await self._quiet.wait()

    async def _handle(self, connection: HttpConnection, request: Request) -> None:
        try:
            await self._route(request)(connection, request)
        except BodyTooLarge as error:
            await connection.reply(413, _JSON, json.dumps({"errorMessage": str(error)}).encode())
        except Refused as refused:
            body = json.dumps({"errorType": refused.kind, "errorMessage": str(refused)}).encode()
            await connection.reply(refused.status, _JSON, body)

    def _route(self, request: Request) -> Callable[[HttpConnection, Request], Awaitable[None]]:
        found: Callable[[HttpConnection, Request], Awaitable[None]] | None
        match request.method, *request.path.removeprefix(_VERSION).split("/"):
            case "GET", "invocation", "next":
                found = self._next
            case "POST", "invocation", _, "response":
                found = self._response
            case "POST", "invocation", _, "error":
                found = self._error
            case ("POST", "init", "error") | ("POST", "restore", "error"):
                found = self._init_error
            case "GET", "restore", "next":
                found = self._restored
            case _:
                found = None
        if found is not None and request.path.startswith(_VERSION):
            return found
        raise Refused(404, "NotFound", f"there is no {request.method} {request.path}")

    async def _next(self, connection: HttpConnection, _request: Request) -> None:
        await connection.whole_body(0)
        if self._current is not None and not self._current.answered.is_set():
            raise Refused(403, "InvalidStateTransition", f"{self._current.id} has not been answered")
        self._owner.ready()
        invocation, deadline = await self._assigned.get()
        self._current, self._accepted = invocation, False
        headers = {
            "content-type": "application/json",
            "lambda-runtime-aws-request-id": invocation.id,
            "lambda-runtime-invocation-id": invocation.invocation_id,
            "lambda-runtime-deadline-ms": str(int(deadline * 1000)),
            "lambda-runtime-invoked-function-arn": self._function.arn,
            "lambda-runtime-trace-id": invocation.trace_id,
            "date": time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()),
            **({"lambda-runtime-client-context": invocation.client_context} if invocation.client_context else {}),
        }
        await connection.reply(200, tuple(headers.items()), invocation.event)

    def _accept(self, request: Request) -> Invocation:
        """Return the invocation that a post is about; only the first post about it is accepted."""
        given = request.path.split("/")[-2]
        current = self._current
        if given == self._gone:
            raise Refused(410, "InvocationGone", f"{given} is over")
        if current is None or given != current.id:
            raise Refused(400, "InvalidRequestID", f"{given} is not the current request")
        if request.header("lambda-runtime-invocation-id") not in {"", current.invocation_id}:
            raise Refused(400, "InvalidInvocationID", f"that is not the invocation id of {given}")
        if self._accepted:
            raise Refused(403, "InvalidStateTransition", f"{given} has been answered")
        self._accepted = True
        self._quiet.clear()
        return current

    async def _response(self, connection: HttpConnection, request: Request) -> None:
        invocation = self._accept(request)
        content_type = request.header("content-type") or "application/octet-stream"
        try:
            if request.header("lambda-runtime-function-response-mode").lower() == "streaming":
                await self._stream(connection, invocation, content_type)
            else:
                body = await connection.whole_body(self._limits.buffered)
                invocation.begin(Answer(content_type=content_type, streamed=False))
                await self._hand_over(invocation, body)
        except BodyTooLarge as error:
            message = f"Response payload size exceeded maximum allowed payload size ({error.limit} bytes)."
            failure = FunctionError.of_platform(invocation.id, _TOO_LARGE, message)
            invocation.finish(failure)
            await connection.reply(413, _JSON, failure.payload)
            return
        except Malformed:
            self._quiet.set()
            await asyncio.sleep(_DYING_SECONDS)
            message = "the response broke off"
            invocation.finish(FunctionError.of_platform(invocation.id, "Runtime.TruncatedResponse", message))
            raise
        finally:
            self._quiet.set()
        await connection.reply(202, _JSON, b'{"status":"OK"}')

    async def _hand_over(self, invocation: Invocation, body: bytes) -> None:
        if body:
            await invocation.chunks.put(body)
        invocation.finish()

    async def _stream(self, connection: HttpConnection, invocation: Invocation, content_type: str) -> None:
        shaper = Shaper(self._function.bandwidth)
        room = self._limits.streamed
        async for data in connection.body():
            room -= len(data)
            if room < 0:
                raise BodyTooLarge(self._limits.streamed)
            await shaper.take(len(data))
            invocation.begin(Answer(content_type=content_type, streamed=True))
            await invocation.chunks.put(data)
        error = _trailing_error(connection.trailers)
        if error is None:
            invocation.begin(Answer(content_type=content_type, streamed=True))
        invocation.finish(error)

    async def _error(self, connection: HttpConnection, request: Request) -> None:
        invocation = self._accept(request)
        payload = await connection.whole_body(_ERROR_LIMIT)
        invocation.finish(FunctionError(type=_kind(request, payload), payload=payload))
        self._quiet.set()
        await connection.reply(202, _JSON, b'{"status":"OK"}')

    async def _init_error(self, connection: HttpConnection, request: Request) -> None:
        payload = await connection.whole_body(_ERROR_LIMIT)
        await connection.reply(202, _JSON, b'{"status":"OK"}')
        self._owner.init_failed(FunctionError(type=_kind(request, payload), payload=payload))

    async def _restored(self, connection: HttpConnection, _request: Request) -> None:
        await connection.whole_body(0)
        await connection.reply(200, _JSON)


def _kind(request: Request, payload: bytes) -> str:
    """Return an error's type: what the header says, else the payload."""
    return request.header("lambda-runtime-function-error-type") or _named(payload) or "Runtime.Unknown"


def _named(payload: bytes) -> str:
    try:
        document = json.loads(payload)
    except ValueError:
        return ""
    return str(document.get("errorType", "")) if isinstance(document, dict) else ""


def _trailing_error(trailers: Headers) -> FunctionError | None:
    given = {name.lower(): value for name, value in trailers}
    kind = given.get("lambda-runtime-function-error-type")
    if kind is None:
        return None
    encoded = given.get("lambda-runtime-function-error-body", "")
    try:
        payload = base64.b64decode(encoded, validate=True)
    except ValueError:
        payload = encoded.encode()
    return FunctionError(type=kind, payload=payload, code=kind)
