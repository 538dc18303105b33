"""The Function URL: any HTTP request is an event, and the answer is an HTTP answer."""

import time
import uuid
from dataclasses import dataclass

from fakes.platform.api_error import ApiError
from fakes.platform.fleet import Fleet
from fakes.platform.function import Function
from fakes.platform.function_error import FunctionError
from fakes.platform.function_event import function_event
from fakes.platform.http_answer import HttpAnswer
from fakes.platform.http_connection import HttpConnection
from fakes.platform.invocation import Invocation, new_trace_id
from fakes.platform.log import Log
from fakes.platform.request import Headers, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionUrl:
    """Serves the URL of one function."""

    function: Function
    fleet: Fleet
    log: Log

    async def answer(self, connection: HttpConnection, request: Request) -> None:
        """Answer a request."""
        cors = self.function.cors
        if cors and cors.is_preflight(request):
            await connection.reply(200, cors.preflight(request))
            return
        request_id = str(uuid.uuid4())
        trace_id = request.header("x-amzn-trace-id") or new_trace_id()
        event = function_event(request, request_id=request_id, trace_id=trace_id, now=time.time())

        def decorate(headers: Headers) -> Headers:
            own = (*headers, ("x-amzn-requestid", request_id), ("x-amzn-trace-id", trace_id))
            return cors.apply(request, own) if cors else own

        try:
            invocation = await self._invoke(event, trace_id)
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
            if await self._send(answer):
                await answer.bad_gateway()
        finally:
            invocation.chunks.abandon()

    async def _send(self, answer: HttpAnswer) -> FunctionError | None:
        begun = await answer.invocation.begun
        if isinstance(begun, FunctionError):
            return begun
        if begun.streamed and self.function.invoke_mode == "RESPONSE_STREAM":
            return await answer.stream(begun)
        return await answer.send(begun)

    async def _invoke(self, event: bytes, trace_id: str) -> Invocation:
        if len(event) > self.function.limits.event:
            raise ApiError.too_large(self.function.limits.event)
        invocation = Invocation(event, trace_id=trace_id)
        await self.fleet.invoke(invocation)
        return invocation
