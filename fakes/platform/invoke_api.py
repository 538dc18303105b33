"""The Invoke API: the event is the body. SDKs get AWS's answers; anybody else, a browser or curl, gets the stream."""

import base64
from dataclasses import dataclass

from fakes.platform.api_error import ApiError
from fakes.platform.cors import PREFIX, Cors
from fakes.platform.event_stream import CONTENT_TYPE, invoke_complete, payload_chunk
from fakes.platform.fleet import Fleet
from fakes.platform.function import VERSION, Function
from fakes.platform.function_error import FunctionError
from fakes.platform.http_answer import HttpAnswer
from fakes.platform.http_connection import HttpConnection
from fakes.platform.invocation import Invocation
from fakes.platform.invoke_request import InvokeRequest
from fakes.platform.log import Log
from fakes.platform.request import Headers, Request

_EXECUTED: Headers = (("x-amz-executed-version", VERSION),)
_JSON: Headers = (("content-type", "application/json"),)

_OPEN = Cors(expose=("*",))
"""Pages may ask AWS's Invoke API, which is how its SDK works in browsers; the Function URL is as it was configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvokeApi:
    """Serves both calls, for one function."""

    function: Function
    fleet: Fleet
    log: Log

    async def invoke(self, connection: HttpConnection, request: Request) -> None:
        """Answer ``Invoke``."""
        configured = self.function.cors
        cors = configured or _OPEN
        if cors.is_preflight(request):
            await connection.reply(200, cors.preflight(request))
            return

        def decorate(headers: Headers) -> Headers:
            # Without a configuration the function may speak for itself.
            speaks = any(name.lower().startswith(PREFIX) for name, _ in headers)
            return headers if speaks and configured is None else cors.apply(request, headers)

        try:
            wanted = self._parse(request)
            if wanted.type == "DryRun":
                await connection.reply(204, decorate(_EXECUTED))
                return
            invocation = await self._start(wanted)
        except ApiError as error:
            await connection.reply(error.status, decorate(error.headers), error.body)
            return
        answer = HttpAnswer(
            connection=connection,
            invocation=invocation,
            decorate=decorate,
            log=self.log,
            limit=self.function.limits.buffered,
        )
        try:
            if wanted.type == "Event":
                await connection.reply(202, decorate(_EXECUTED))
            elif wanted.signed:
                await self._whole(answer, tail=wanted.tail)
            else:
                await self._streamed(answer, tail=wanted.tail)
        finally:
            invocation.chunks.abandon()

    async def invoke_with_response_stream(self, connection: HttpConnection, request: Request) -> None:
        """Answer ``InvokeWithResponseStream``."""
        try:
            wanted = self._parse(request)
            if wanted.type == "DryRun":
                await connection.reply(204, _EXECUTED)
                return
            invocation = await self._start(wanted)
        except ApiError as error:
            await connection.reply(error.status, error.headers, error.body)
            return
        try:
            await connection.start(200, (("content-type", CONTENT_TYPE), *_EXECUTED))
            async for chunk in invocation.chunks:
                await connection.write(payload_chunk(chunk))
            log = await _tail(invocation) if wanted.tail else ""
            await connection.write(invoke_complete(invocation.error, log))
            await connection.end()
        finally:
            invocation.chunks.abandon()

    def _parse(self, request: Request) -> InvokeRequest:
        if request.method != "POST":
            raise ApiError(405, "MethodNotAllowedException", f"{request.path} takes POST and not {request.method}")
        return InvokeRequest.parse(request)

    async def _start(self, wanted: InvokeRequest) -> Invocation:
        invocation = wanted.invocation()
        await self.fleet.invoke(invocation)
        return invocation

    async def _streamed(self, answer: HttpAnswer, *, tail: bool) -> None:
        begun = await answer.invocation.begun
        if isinstance(begun, FunctionError) or not begun.streamed:
            await self._whole(answer, tail=tail)
        elif error := await answer.stream(begun):
            await self._reply(answer, error, tail=tail)

    async def _whole(self, answer: HttpAnswer, *, tail: bool) -> None:
        await self._reply(answer, await answer.collect(), tail=tail)

    async def _reply(self, answer: HttpAnswer, outcome: bytes | FunctionError, *, tail: bool) -> None:
        payload = outcome.payload if isinstance(outcome, FunctionError) else outcome
        headers = [*_JSON, *_EXECUTED, ("x-amzn-requestid", answer.invocation.id)]
        if isinstance(outcome, FunctionError):
            headers.append(("x-amz-function-error", "Unhandled"))
        if tail:
            headers.append(("x-amz-log-result", await _tail(answer.invocation)))
        await answer.connection.reply(200, answer.decorate(tuple(headers)), payload)


async def _tail(invocation: Invocation) -> str:
    await invocation.ended.wait()
    return base64.b64encode(invocation.tail).decode()
