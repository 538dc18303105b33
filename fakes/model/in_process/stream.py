"""A connection within the process, as httpcore sees it (1.0)."""

import asyncio

import httpcore

from fakes.model.connection import Application, Connection
from fakes.model.in_process.link import Link


class InProcessStream(httpcore.AsyncNetworkStream):
    """The client's side of a link. Timeouts are real time, whatever clock the answers have."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        """Return the next bytes; none at the end.

        Raises:
            httpcore.ReadError: the connection was reset.
            httpcore.ReadTimeout: nothing came within ``timeout`` seconds.
        """
        try:
            async with asyncio.timeout(timeout):
                return await self._link.wire.take(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except ConnectionResetError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        """Send.

        Raises:
            httpcore.WriteError: the server has closed the connection.
            httpcore.WriteTimeout: the server did not read for ``timeout`` seconds.
        """
        try:
            async with asyncio.timeout(timeout):
                await self._link.deliver(buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except BrokenPipeError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        """Leave."""
        self._link.leave()

    async def start_tls(self, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        """Return itself: nobody can listen in, so an https address works as an http one does."""
        return self

    def get_extra_info(self, info: str) -> object:
        """Tell a pool whether the server has closed an idle connection."""
        return self._link.wire.readable if info == "is_readable" else None


class InProcessBackend(httpcore.AsyncNetworkBackend):
    """Connects every host and port to one application."""

    def __init__(self, application: Application, connections: set[Connection]) -> None:
        self._application = application
        self._connections = connections

    async def connect_tcp(self, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        """Return a new connection; it is there at once."""
        return InProcessStream(Link(Connection(self._application, self._connections)))
