"""Functions for the local Lambda, each with one way to go wrong or right."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

from service.awslambda import Context, HttpResponseStream, ResponseStream, streamify_response

EVENT_STREAM = {"content-type": "text/event-stream"}


class Broken(Exception):
    """What these functions raise."""


def _head(stream: ResponseStream, **headers: str) -> ResponseStream:
    return HttpResponseStream.from_(stream, {"statusCode": 200, "headers": {**EVENT_STREAM, **headers}})


@streamify_response
def raises_first(_event: object, _stream: ResponseStream, _context: Context) -> None:
    raise Broken("before the first byte")


@streamify_response
async def raises_later(_event: object, stream: ResponseStream, _context: Context) -> None:
    await _head(stream).write_async("data: 1\n\n")
    raise Broken("sk-secret")


@streamify_response
async def never_ends(_event: object, stream: ResponseStream, _context: Context) -> None:
    await _head(stream).write_async("data: 1\n\n")
    await asyncio.sleep(3600)


@streamify_response
def never_ends_sync(_event: object, stream: ResponseStream, _context: Context) -> None:
    _head(stream).write("data: 1\n\n")
    time.sleep(3600)


@streamify_response
def never_begins(_event: object, _stream: ResponseStream, _context: Context) -> None:
    time.sleep(3600)


@streamify_response
def dies(_event: object, stream: ResponseStream, _context: Context) -> None:
    _head(stream).write("data: 1\n\n")
    os.kill(os.getpid(), signal.SIGKILL)


@streamify_response
async def writes_nothing(_event: object, stream: ResponseStream, _context: Context) -> None:
    HttpResponseStream.from_(stream, {"statusCode": 200, "headers": {"content-type": "text/plain"}})
    await stream.write_async("")


@streamify_response
async def no_content(_event: object, stream: ResponseStream, _context: Context) -> None:
    HttpResponseStream.from_(stream, {"statusCode": 204})


@streamify_response
async def writes_after_the_end(_event: object, stream: ResponseStream, _context: Context) -> None:
    _head(stream).end("data: whole\n\n")
    stream.write("too late")


@streamify_response
async def breaks_its_head(event: dict[str, Any], stream: ResponseStream, _context: Context) -> None:
    _head(stream, **{"x-evil": "a\r\nset-cookie: b"})


@streamify_response
async def counts(_event: object, _context: Context) -> AsyncIterator[str]:
    """Count slowly enough for two to run side by side."""
    for number in range(20):
        yield f"{os.getpid()} {number}\n"
        await asyncio.sleep(0.02)


@streamify_response
def floods(_event: object, _context: Context) -> Iterator[bytes]:
    """Write for ever, and say in the log how much was taken."""
    for number in range(1_000_000):
        if number % 100 == 0:
            print(f"FLOODED {number}", flush=True)
        yield b"x" * 65_536


@streamify_response
def with_cookies(_event: object, stream: ResponseStream, _context: Context) -> None:
    metadata = {"statusCode": 201, "headers": {"content-type": "text/plain", "x-one": "1"}, "cookies": ["a=1", "b=2"]}
    HttpResponseStream.from_(stream, metadata).write("made")  # type: ignore[arg-type]
