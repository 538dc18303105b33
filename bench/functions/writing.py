"""Lambda functions that write what their event asks for: ``{"chunks": n, "size": bytes}``."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from service.awslambda import HttpResponseStream, ResponseStream, streamify_response
from service.awslambda.asgi import AsgiHandler


def resident(what: str = "VmRSS") -> int:
    """Return this process's memory in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what))


def _said(event: dict[str, Any], before: int) -> None:
    if event["chunks"] > 1:
        print(f"RSS {before} {resident()} {resident('VmHWM')}", flush=True)


def buffered(event: dict[str, Any], _context: object) -> str:
    """Return everything: awslambdaric's own way."""
    return "x" * int(event["chunks"] * event["size"])


@streamify_response
def written(event: dict[str, Any], stream: ResponseStream, _context: object) -> None:
    """Write from a function."""
    before, chunk = resident(), b"x" * event["size"]
    for _ in range(event["chunks"]):
        stream.write(chunk)
    _said(event, before)


@streamify_response
def with_prelude(event: dict[str, Any], stream: ResponseStream, _context: object) -> None:
    """Write an HTTP response from a function."""
    stream = HttpResponseStream.from_(stream, {"statusCode": 200, "headers": {"content-type": "text/plain"}})
    chunk = b"x" * event["size"]
    for _ in range(event["chunks"]):
        stream.write(chunk)


@streamify_response
def generated(event: dict[str, Any], _context: object) -> Iterator[bytes]:
    """Yield from a generator."""
    before, chunk = resident(), b"x" * event["size"]
    for _ in range(event["chunks"]):
        yield chunk
    _said(event, before)


@streamify_response
async def awaited(event: dict[str, Any], stream: ResponseStream, _context: object) -> None:
    """Write from a coroutine."""
    before, chunk = resident(), b"x" * event["size"]
    for _ in range(event["chunks"]):
        await stream.write_async(chunk)
    _said(event, before)


@streamify_response
async def generated_async(event: dict[str, Any], _context: object) -> AsyncIterator[bytes]:
    """Yield from an async generator."""
    before, chunk = resident(), b"x" * event["size"]
    for _ in range(event["chunks"]):
        yield chunk
    _said(event, before)


async def _application(scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's
    event = scope["aws.event"]
    before, chunk = resident(), b"x" * event["size"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    for _ in range(event["chunks"]):
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
    _said(event, before)


application = streamify_response(AsgiHandler(_application).stream)
"""An ASGI application that does the same."""
