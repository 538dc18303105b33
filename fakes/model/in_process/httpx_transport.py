"""What an httpx client sends its requests with, so that they never leave the process (httpx 0.28)."""

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import cast

import httpcore
import httpx

from fakes.model.connection import Application, Connection
from fakes.model.in_process.stream import InProcessBackend


class InProcessTransport(httpx.AsyncBaseTransport):
    """Speaks HTTP/1.1 with an application by httpx's own engine, over connections in memory.

    Nothing is collected: a client has the first event before the second is due, is cut off as by a socket, makes the
    server wait when it does not read, and is noticed when it leaves. Any host and port lead to the application, by
    http or https. It belongs to one event loop, which has to be asyncio's or one of its kind.
    """

    def __init__(self, application: Application, connections: set[Connection]) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            # There is nothing to verify, and to load the certificates takes longer than an answer.
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            max_connections=None,
            network_backend=InProcessBackend(application, connections),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer as soon as its head is there.

        Raises:
            httpx.TransportError: the connection ended before, or a timeout did.
        """
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=cast("httpx.AsyncByteStream", request.stream),
            extensions=request.extensions,
        )
        with _as_httpx():
            response = await self._pool.handle_async_request(asked)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, part by part."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for part in self._response.aiter_stream():
                yield part

    async def aclose(self) -> None:
        await self._response.aclose()


@contextmanager
def _as_httpx() -> Iterator[None]:
    try:
        yield
    except (
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
    ) as error:
        # Both libraries call the same thing by the same name.
        raise cast("type[httpx.TransportError]", getattr(httpx, type(error).__name__))(str(error)) from error
