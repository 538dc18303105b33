"""Whether the process lives, and whether it can answer a chat."""

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from service.errors import NotConfigured
from service.http.error_response import error_response
from service.model_choice import ModelChoice

_FRESH = {"cache-control": "no-store"}


async def healthz(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer that the process is alive; looks at nothing."""
    await JSONResponse({"status": "ok"}, headers=_FRESH)(scope, receive, send)


class Readyz:
    """Answers whether a model is configured, or faked; the provider itself is not asked."""

    def __init__(self, choice: ModelChoice) -> None:
        self._choice = choice

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 200, or 503 with the reason."""
        try:
            self._choice.choose(None)
        except NotConfigured as error:
            response = error_response(error)
            response.status_code = 503
        else:
            response = JSONResponse({"status": "ready"}, headers=_FRESH)
        await response(scope, receive, send)
