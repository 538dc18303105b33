"""One path, several methods: each to its own application, OPTIONS answered, the rest refused by name."""

from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import MethodNotAllowed
from service.http.error_response import error_response


class Methods:
    """An ASGI application that looks at the method only. CORS preflights never come this far if CORS is on."""

    def __init__(self, apps: Mapping[str, ASGIApp]) -> None:
        self._apps = apps
        self._allow = ("allow", ", ".join(sorted({*apps, "OPTIONS"})))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self._apps.get(scope["method"])
        if app is None:
            app = self._response(scope["method"])
        await app(scope, receive, send)

    def _response(self, method: str) -> Response:
        if method == "OPTIONS":
            return Response(status_code=204, headers=dict([self._allow]))
        return error_response(MethodNotAllowed(headers=(self._allow,)))
