"""A listening socket, and the connections that came in through it."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from fakes.platform.http_connection import HttpConnection, Malformed
from fakes.platform.request import Request

Handler = Callable[[HttpConnection, Request], Awaitable[None]]
"""Answers one request, whose body is still to be read."""


class HttpServer:
    """Serves HTTP/1.1 with ``handler``, one request at a time on each connection."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._serving: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port; 0 takes any that is free.

        Raises:
            OSError: the address is taken, or is not this machine's.
        """
        self._listener = await asyncio.start_server(self._accept, host, port)
        actual: int = self._listener.sockets[0].getsockname()[1]
        return actual

    async def stop(self) -> None:
        """Stop listening and cut everyone off."""
        if self._listener is None:
            return
        listener, self._listener = self._listener, None
        listener.close()
        serving = tuple(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await listener.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = HttpConnection(reader, writer)
        try:
            while (request := await connection.request()) is not None:
                await self._handler(connection, request)
                if not await connection.recycle():
                    break
            writer.close()
        except Malformed as error:
            body = json.dumps({"errorType": "BadRequest", "errorMessage": str(error)}).encode()
            await connection.refuse(400, body)
            writer.close()
        except ConnectionError:
            writer.transport.abort()
        except BaseException:
            # Also our own mistakes: they are raised where the loop reports them, and never look like a slow function.
            writer.transport.abort()
            raise
