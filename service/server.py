"""uvicorn as we run it: uvloop, httptools, no server header, running streams finish before it stops."""

import math
import socket
import sys

import uvicorn
from starlette.types import ASGIApp

from service.settings import Settings

_CURL = """curl -N -X POST {url}/api/chat -H 'content-type: application/json' \\
  -d '{{"id":"c1","messages":[{{"role":"user","content":"Hello! How are you?"}}]}}'"""


class AddressUnavailable(OSError):
    """Nothing can listen there; the message says where and why."""


class Server(uvicorn.Server):
    """A uvicorn server that says where it is when it can be reached."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the URL and a ready request."""
        await super().startup(sockets)
        if self.started and sockets:
            url = url_of(sockets[0])
            print(f"Tokenwire listens on {url}\n\n{_CURL.format(url=url)}\n", flush=True)


def serve(app: ASGIApp, settings: Settings) -> None:
    """Serve until a signal says stop, then let running streams finish within ``SHUTDOWN_GRACE``.

    Raises:
        AddressUnavailable: the port is taken, or the address is not ours.
    """
    config = uvicorn.Config(
        app,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=math.ceil(settings.shutdown_grace),
    )
    with _listen(settings.host, settings.port) as listener:
        Server(config).run(sockets=[listener])


def url_of(listener: socket.socket) -> str:
    """Return the URL that reaches a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise AddressUnavailable(f"can't listen on {host}, port {port}: {error.strerror}") from error
