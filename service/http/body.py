"""A request's JSON body, read no further than the limits."""

import asyncio

from msgspec import Struct
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from service.errors import BodyTimeout, BodyTooLarge, UnsupportedContentType


class BodyLimits(Struct, frozen=True, kw_only=True):
    """How much is read of a request: ``size`` bytes, for ``seconds``."""

    size: int
    seconds: float


async def read_body(scope: Scope, receive: Receive, limits: BodyLimits) -> bytes:
    """Return the whole body.

    Raises:
        UnsupportedContentType: not JSON in UTF-8.
        BodyTooLarge: announced or found to be longer than the limit; the rest is not read.
        BodyTimeout: the client took too long.
        ClientDisconnect: the client left before it had sent everything.
    """
    headers = Headers(scope=scope)
    _check_type(headers.get("content-type", ""))
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limits.size:
        raise BodyTooLarge
    try:
        async with asyncio.timeout(limits.seconds):
            return await _read(receive, limits.size)
    except TimeoutError:
        raise BodyTimeout from None


async def _read(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > limit:
            raise BodyTooLarge
        more = message.get("more_body", False)
    return bytes(body)


def _check_type(content_type: str) -> None:
    media_type, _, parameters = content_type.lower().partition(";")
    media_type = media_type.strip()
    charset = parameters.partition("charset=")[2].partition(";")[0].strip().strip('"')
    is_json = media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )
    if not is_json or charset not in {"", "utf-8", "utf8"}:
        raise UnsupportedContentType
