"""Connections of one event loop that wait for their next request."""

import asyncio
import ssl
from functools import cached_property, partial
from typing import Final

from service.providers.lean.address import Address
from service.providers.lean.connection import Connection
from service.providers.lean.first_of import first_of
from service.providers.lean.names import Names
from service.providers.lean.question import Question
from service.providers.lean.trust import trust
from service.upstream_errors import UpstreamReset, UpstreamTimeout, UpstreamUnreachable

IDLE_SECONDS: Final = 30.0
"""How long a connection is kept; servers and what stands between close them after a minute or so."""

MOST_IDLE: Final = 100
"""Connections that are kept to one server."""


class Pool:
    """Sends questions, over a connection that is open already if there is one.

    Args:
        timeout: seconds for a connection to open, and between two reads.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._idle: dict[Address, list[Connection]] = {}
        self._names = Names()

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return trust()

    async def ask(self, question: Question) -> Connection:
        """Return a connection on which the head of the answer has arrived. Give it back with ``release``.

        A server may close a kept connection at any time, also while the next request is on its way. If then not one
        byte came back, the request is sent again on a new connection, once; on a new one never.

        Raises:
            UpstreamError: the server can't be reached, is silent, or broke off.
        """
        connection = self._kept(question.address)
        if connection is not None:
            try:
                return await _answered(connection, question)
            except UpstreamReset:
                if connection.heard:
                    raise
        return await _answered(await self._opened(question.address), question)

    def release(self, address: Address, connection: Connection) -> None:
        """Take a connection back: for the next request if its response was read to its end, else it is closed."""
        idle = self._idle.setdefault(address, [])
        if connection.reusable and len(idle) < MOST_IDLE:
            connection.idle_since = asyncio.get_running_loop().time()
            idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close what waits."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    def _kept(self, address: Address) -> Connection | None:
        """Return the connection that was used last, which is the most likely to be open still."""
        idle = self._idle.get(address, [])
        oldest = asyncio.get_running_loop().time() - IDLE_SECONDS
        while idle:
            connection = idle.pop()
            if connection.reusable and connection.idle_since >= oldest:
                return connection
            connection.close()
        return None

    async def _opened(self, address: Address) -> Connection:
        try:
            async with asyncio.timeout(self._timeout):
                numbers = await self._names.numbers(address.host, address.port)
                return await first_of([partial(self._connect, address, number) for number in numbers], Connection.close)
        except TimeoutError as error:
            self._names.forget(address.host, address.port)
            detail = f"no connection to {address.authority} for {self._timeout:g} seconds"
            raise UpstreamTimeout(detail=detail) from error
        except OSError as error:
            self._names.forget(address.host, address.port)
            raise UpstreamUnreachable(detail=f"{address.authority}: {error!r}") from error

    async def _connect(self, address: Address, number: str) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            partial(Connection, self._timeout),
            number,
            address.port,
            ssl=self._trust if address.secure else None,
            server_hostname=address.host if address.secure else None,
        )
        return connection


async def _answered(connection: Connection, question: Question) -> Connection:
    try:
        connection.ask(question.encode())
        await connection.head()
    except BaseException:
        connection.close()
        raise
    return connection
