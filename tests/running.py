"""A service that really runs: uvicorn on a loopback socket, in a thread of its own."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from service.server import url_of

_PATIENCE = 30.0
"""Seconds until a server that has not started never will."""


@contextmanager
def running(app: ASGIApp, *, shutdown_grace: int = 5) -> Iterator[str]:
    """Serve the application as `tokenwire serve` does, and yield its URL."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=shutdown_grace,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
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
