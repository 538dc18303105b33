"""The innermost layer: a defect of ours becomes an InternalError like any other error, under the same headers."""

import logging
from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import InternalError
from service.http.error_response import error_response
from service.http.request_context import REQUEST_ID

_logger = logging.getLogger("tokenwire.defect")


class Failsafe:
    """ASGI middleware. What was raised is logged, once, and never shown.

    After the commit point nothing can be said any more: the server then breaks the connection, which a client notices.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass a lifespan through."""
        started = False

        def watching_send(message: Message) -> Awaitable[None]:
            nonlocal started
            started = True
            return send(message)

        try:
            await self._app(scope, receive, watching_send)
        except Exception:
            if started or scope["type"] != "http":
                raise
            _logger.exception(InternalError.sentence, extra={"request_id": scope[REQUEST_ID]})
            await error_response(InternalError())(scope, receive, send)
