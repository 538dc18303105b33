"""The platform: one port for everybody who wants the function to do something."""

import re
import sys
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Self

from fakes.platform.api_error import ApiError
from fakes.platform.fleet import Fleet
from fakes.platform.function import Function
from fakes.platform.function_url import FunctionUrl
from fakes.platform.http_connection import BodyTooLarge, HttpConnection
from fakes.platform.http_server import HttpServer
from fakes.platform.invoke_api import InvokeApi
from fakes.platform.log import Log
from fakes.platform.reload import Reload
from fakes.platform.request import Request

_INVOKE = re.compile(r"/2015-03-31/functions/[^/]+/invocations")
_STREAM = re.compile(r"/2021-11-15/functions/[^/]+/response-streaming-invocations")


class Platform:
    """Runs a function and serves it. Nothing of it is left when it has stopped."""

    def __init__(
        self,
        function: Function,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        log: Log | None = None,
        reload: bool = False,
    ) -> None:
        self.function = function
        self._address = host, port
        self._log = log or Log(_standard_output)
        self._fleet = Fleet(function, self._log)
        self._function_url = FunctionUrl(function=function, fleet=self._fleet, log=self._log)
        self._invoke_api = InvokeApi(function=function, fleet=self._fleet, log=self._log)
        self._server = HttpServer(self._handle)
        self._reload = Reload(function.root, self._fleet.reload, self._log) if reload else None
        self.url = ""

    @property
    def function_url(self) -> str:
        """Where any HTTP request is an event."""
        return f"{self.url}/"

    @property
    def invoke_url(self) -> str:
        """Where the event is the body of a POST."""
        return f"{self.url}/2015-03-31/functions/{self.function.name}/invocations"

    @property
    def stream_url(self) -> str:
        """Where SDKs post to get an event stream."""
        return f"{self.url}/2021-11-15/functions/{self.function.name}/response-streaming-invocations"

    @property
    def log(self) -> list[str]:
        """The last lines that were logged, by the platform and by the runtimes."""
        return self._log.lines

    @property
    def pids(self) -> tuple[int, ...]:
        """The ids of the runtime processes."""
        return self._fleet.pids

    async def start(self) -> None:
        """Listen; the first invocation starts the first runtime.

        Raises:
            OSError: the address is taken, or is not this machine's.
        """
        host, port = self._address
        actual = await self._server.start(host, port)
        self.url = f"http://[{host}]:{actual}" if ":" in host else f"http://{host}:{actual}"
        if self._reload is not None:
            self._reload.start()

    async def stop(self) -> None:
        """Cut every client off and end every process."""
        if self._reload is not None:
            await self._reload.stop()
        await self._server.stop()
        await self._fleet.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()

    async def _handle(self, connection: HttpConnection, request: Request) -> None:
        try:
            request = replace(request, body=await connection.whole_body(self.function.limits.event))
        except BodyTooLarge as error:
            refusal = ApiError.too_large(error.limit)
            await connection.reply(refusal.status, refusal.headers, refusal.body)
            return
        if _INVOKE.fullmatch(request.path):
            await self._invoke_api.invoke(connection, request)
        elif _STREAM.fullmatch(request.path):
            await self._invoke_api.invoke_with_response_stream(connection, request)
        else:
            await self._function_url.answer(connection, request)


def _standard_output(data: bytes) -> None:
    # A function runs on when nobody reads its log any longer.
    with suppress(BrokenPipeError):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
