"""The outermost layer: every request gets an id, which its response and log lines carry, and one log line."""

import logging
import re
from collections.abc import Awaitable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.ids import Clock, Ids

REQUEST_ID = "tokenwire.request_id"
"""Where the id stands in the scope."""

HEADER = "x-request-id"

_SANE = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_logger = logging.getLogger("tokenwire.request")


class RequestContext:
    """ASGI middleware. A sane ``x-request-id`` of the caller is kept, so that a trace can begin before us."""

    def __init__(self, app: ASGIApp, *, ids: Ids, clock: Clock) -> None:
        self._app = app
        self._ids = ids
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass a lifespan through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _SANE.fullmatch(given) else self._ids.request()
        scope[REQUEST_ID] = request_id
        started = self._clock()
        status = 0

        def send_with_id(message: Message) -> Awaitable[None]:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            return send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            _logger.info(
                "%s %s",
                scope["method"],
                scope["path"],
                extra={"request_id": request_id, "status": status, "seconds": round(self._clock() - started, 4)},
            )
