"""An invocation's answer on its way to an HTTP client."""

from collections.abc import Callable
from dataclasses import dataclass

import h11

from fakes.platform.function_error import FunctionError
from fakes.platform.function_response import FunctionResponse
from fakes.platform.http_connection import HttpConnection
from fakes.platform.invocation import Answer, Invocation
from fakes.platform.log import Log, timestamp
from fakes.platform.prelude import CONTENT_TYPE, InvalidPrelude, Prelude, PreludeReader
from fakes.platform.request import Headers

BAD_GATEWAY = b"Internal Server Error"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """Sends one answer.

    Attributes:
        connection: where to.
        invocation: whose.
        decorate: what the platform does to the headers of every answer.
        log: where it is told why an answer can't be sent.
        limit: the largest answer that is collected, in bytes.
    """

    connection: HttpConnection
    invocation: Invocation
    decorate: Callable[[Headers], Headers]
    log: Log
    limit: int

    async def stream(self, answer: Answer) -> FunctionError | None:
        """Pass a streamed answer on as it comes; return the failure that came before its head could be sent."""
        chunks = self.invocation.chunks
        try:
            prelude, rest = await self._head(answer)
        except InvalidPrelude as error:
            if self.invocation.error is None:
                await self.bad_gateway(f"Invalid prelude: {error}")
            return self.invocation.error
        try:
            await self.connection.start(prelude.status, self.decorate(prelude.headers))
            await self.connection.write(rest)
            async for chunk in chunks:
                await self.connection.write(chunk)
            if self.invocation.error is None:
                await self.connection.end()
                return None
        except h11.LocalProtocolError as error:
            self.explain(f"The body does not fit the head: {error}")
        # A client that waits for the end of the body learns that there is none.
        self.connection.cut()
        return None

    async def collect(self) -> bytes | FunctionError:
        """Return the whole answer, or how it failed."""
        parts: list[bytes] = []
        size = 0
        async for chunk in self.invocation.chunks:
            size += len(chunk)
            if size > self.limit:
                message = f"Response payload size exceeded maximum allowed payload size ({self.limit} bytes)."
                self.explain(message)
                return FunctionError.of_platform(self.invocation.id, "Function.ResponseSizeTooLarge", message)
            parts.append(chunk)
        return self.invocation.error or b"".join(parts)

    async def send(self, answer: Answer) -> FunctionError | None:
        """Send an answer once it is whole; return how it failed."""
        payload = await self.collect()
        if isinstance(payload, FunctionError):
            return payload
        try:
            response = _read(payload, answer)
        except InvalidPrelude as error:
            await self.bad_gateway(f"Invalid response: {error}")
        else:
            headers = self.decorate(response.prelude.headers)
            await self.connection.reply(response.prelude.status, headers, response.body)
        return None

    async def bad_gateway(self, why: str | None = None) -> None:
        """Send what a Function URL says of every failure; the reason is only logged."""
        if why is not None:
            self.explain(why)
        await self.connection.reply(502, self.decorate((("content-type", "application/json"),)), BAD_GATEWAY)

    def explain(self, why: str) -> None:
        """Log what is wrong with the answer."""
        self.log.line(f"{timestamp()} {self.invocation.id} {why}")

    async def _head(self, answer: Answer) -> tuple[Prelude, bytes]:
        if answer.content_type != CONTENT_TYPE:
            return Prelude(status=200, headers=(("content-type", answer.content_type),)), b""
        reader = PreludeReader()
        async for chunk in self.invocation.chunks:
            if found := reader.feed(chunk):
                return found
        raise InvalidPrelude("the stream ended before it")


def _read(payload: bytes, answer: Answer) -> FunctionResponse:
    if not answer.streamed:
        return FunctionResponse.parse(payload)
    if answer.content_type != CONTENT_TYPE:
        return FunctionResponse(
            prelude=Prelude(status=200, headers=(("content-type", answer.content_type),)), body=payload
        )
    found = PreludeReader().feed(payload)
    if found is None:
        raise InvalidPrelude("the stream ended before its prelude")
    prelude, body = found
    return FunctionResponse(prelude=prelude.without_length(), body=body)
