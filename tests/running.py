"""A service that really runs: uvicorn on a loopback socket, in a thread of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp

from service.server import Server, configuration, listen, url_of
from service.stop import Stop

_PATIENCE = 30.0
"""Seconds until a server that has not started never will."""


@contextmanager
def running(app: ASGIApp, *, shutdown_grace: float = 5.0, stop: Stop | None = None) -> Iterator[str]:
    """Serve the application as `tokenwire serve` does, and yield its URL."""
    stop = stop or Stop()
    server = Server(configuration(app, shutdown_grace), stop=stop, grace=shutdown_grace)
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + _PATIENCE
            while not server.started:
                assert thread.is_alive(), "the server died while starting"
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.01)
            yield url_of(listener)
        finally:
            server.should_exit = True
            thread.join()
