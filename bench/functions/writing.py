"""Lambda functions that write what their event asks for: ``{"chunks": n, "size": bytes}``."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from bench.upstream_dialect import MARK
from service.awslambda import HttpResponseStream, ResponseStream, streamify_response
from service.awslambda.asgi import AsgiHandler


@streamify_response
def written(event: dict[str, Any], stream: ResponseStream, _context: object) -> None:
    """Write from a function."""
    chunk = MARK * event["size"]
    for _ in range(event["chunks"]):
        stream.write(chunk)


@streamify_response
def with_prelude(event: dict[str, Any], stream: ResponseStream, _context: object) -> None:
    """Write an HTTP response from a function."""
    stream = HttpResponseStream.from_(stream, {"statusCode": 200, "headers": {"content-type": "text/plain"}})
    chunk = MARK * event["size"]
    for _ in range(event["chunks"]):
        stream.write(chunk)


@streamify_response
def generated(event: dict[str, Any], _context: object) -> Iterator[bytes]:
    """Yield from a generator."""
    chunk = MARK * event["size"]
    for _ in range(event["chunks"]):
        yield chunk


@streamify_response
async def awaited(event: dict[str, Any], stream: ResponseStream, _context: object) -> None:
    """Write from a coroutine."""
    chunk = MARK * event["size"]
    for _ in range(event["chunks"]):
        await stream.write_async(chunk)


@streamify_response
async def generated_async(event: dict[str, Any], _context: object) -> AsyncIterator[bytes]:
    """Yield from an async generator."""
    chunk = MARK * event["size"]
    for _ in range(event["chunks"]):
        yield chunk


async def _application(scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's
    event = scope["aws.event"]
    chunk = MARK * event["size"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    for _ in range(event["chunks"]):
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


application = streamify_response(AsgiHandler(_application).stream)
"""An ASGI application that does the same."""
