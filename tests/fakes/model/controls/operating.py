"""Whoever runs a server, over real sockets."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from fakes.model import ModelServer
from tests.fakes.model.raw_client import PATIENCE, RawClient, request_bytes

UNTIL_SOON = {"seconds": 0.01}
"""A wait that is in vain."""


async def operate(
    server: ModelServer, method: str, path: str, body: object = None, **headers: str
) -> tuple[int, dict[str, Any]]:
    """Ask a control, over a connection of its own, and return the status and the JSON."""
    data = b"" if body is None else json.dumps(body).encode()
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    async with RawClient(server) as client:
        status, got, answer = await client.ask(request_bytes(method, f"/_fake/{path}", data, given))
    assert got["content-type"] == "application/json"
    document: dict[str, Any] = json.loads(answer)
    return status, document


async def done(server: ModelServer, method: str, path: str, body: object = None, **headers: str) -> dict[str, Any]:
    """Ask a control that does it."""
    status, document = await operate(server, method, path, body, **headers)
    assert status == 200, document
    return document


async def refused(server: ModelServer, method: str, path: str, body: object = None, **headers: str) -> tuple[Any, ...]:
    """Ask a control that refuses, and return the status, the code, the field and the message."""
    status, document = await operate(server, method, path, body, **headers)
    error = document["error"]
    return status, error["code"], error["param"], error["message"]


async def until(holds: Callable[[], bool]) -> None:
    """Let others work until something holds."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if holds():
                return
            await asyncio.sleep(0)


async def one_turn_of(task: "asyncio.Task[Any]") -> None:
    """Let others work, and see that a task has not ended."""
    for _ in range(50):
        await asyncio.sleep(0)
    assert not task.done()
