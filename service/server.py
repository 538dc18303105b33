"""uvicorn as we run it: uvloop, httptools, no server header, running streams finish before it stops."""

import asyncio
import logging
import math
import socket
import sys
from contextlib import suppress

from starlette.types import ASGIApp

from service.protocols.protocol import Unspeakable
from service.settings import Settings
from service.stop import Stop
from service.uvicorn_core import Config
from service.uvicorn_core import Server as UvicornServer

_CURL = """curl -N -X POST {url}/api/chat -H 'content-type: application/json' \\
  -d '{{"id":"c1","messages":[{{"role":"user","content":"Hello! How are you?"}}]}}'"""


_LAST_WORD_SECONDS = 2.0
"""Until uvicorn cuts off what has not ended by itself."""


class AddressUnavailable(OSError):
    """Nothing can listen there; the message says where and why."""


class Server(UvicornServer):
    """A uvicorn server that says where it is when it can be reached, and gives streams a last word when it stops.

    Args:
        config: uvicorn's.
        stop: requested when running streams have had their time.
        grace: seconds that running streams get to finish.
    """

    def __init__(self, config: Config, *, stop: Stop, grace: float) -> None:
        super().__init__(config)
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        self._stop = stop
        self._grace = grace

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the URL and a ready request."""
        await super().startup(sockets)
        for listener in sockets or ():
            url = url_of(listener)
            print(f"Tokenwire listens on {url}\n\n{_CURL.format(url=url)}\n", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let running streams finish; those that have not when the grace is over are ended with an error part."""
        timer = asyncio.get_running_loop().call_later(self._grace, self._stop.request)
        try:
            await super().shutdown(sockets)
        finally:
            timer.cancel()


def configuration(app: ASGIApp, grace: float) -> Config:
    """Return uvicorn's configuration for an application whose streams get ``grace`` seconds to finish."""
    return Config(
        app,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # We ask neither who the client is nor how it came.
        proxy_headers=False,
        timeout_graceful_shutdown=math.ceil(grace + _LAST_WORD_SECONDS),
    )


def _is_news(record: logging.LogRecord) -> bool:
    """Whether it was not logged before, as a stream was that had to be broken off."""
    return not (record.exc_info and isinstance(record.exc_info[1], Unspeakable))


def serve(app: ASGIApp, settings: Settings, stop: Stop) -> None:
    """Serve until a signal says stop; running streams then get ``SHUTDOWN_GRACE`` seconds.

    Raises:
        AddressUnavailable: the port is taken, or the address is not ours.
    """
    config = configuration(app, settings.shutdown_grace)
    # uvicorn raises Ctrl-C again when all is done; to us it was an order, carried out.
    with listen(settings.host, settings.port) as listener, suppress(KeyboardInterrupt):
        Server(config, stop=stop, grace=settings.shutdown_grace).run(sockets=[listener])


def url_of(listener: socket.socket) -> str:
    """Return the URL that reaches a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one.

    Raises:
        AddressUnavailable: the port is taken, or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise AddressUnavailable(f"can't listen on {host}, port {port}: {error.strerror}") from error
