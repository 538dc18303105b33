"""Pages of other origins in a browser (https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from dataclasses import dataclass

from fakes.model.reply import Body, Reply
from fakes.model.request import Request

EVERY_ORIGIN = "*"

_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
_SECONDS = 600
_PRIVATE = "private-network"


@dataclass(frozen=True, slots=True)
class Cors:
    """The origins whose pages may read answers: ``https://app.example``, or ``*`` for every one.

    Cookies and the like are not asked for: a page sends its key in a header.
    """

    origins: tuple[str, ...]

    def preflight(self, request: Request) -> Reply | None:
        """Return the answer to a browser that asks before it sends; None where a request is something else.

        A page of another origin is told nothing, and the browser then refuses it.
        """
        if request.method != "OPTIONS" or not request.header("access-control-request-method"):
            return None
        allowed: tuple[tuple[str, str], ...] = ()
        if self._allowed(request):
            allowed = (
                ("access-control-allow-methods", _METHODS),
                ("access-control-max-age", str(_SECONDS)),
            )
            # A star would not stand for "authorization".
            if names := request.header("access-control-request-headers"):
                allowed = (*allowed, ("access-control-allow-headers", names))
            if request.header(f"access-control-request-{_PRIVATE}") == "true":
                allowed = (*allowed, (f"access-control-allow-{_PRIVATE}", "true"))
        return Reply(204, (*self.headers(request), *allowed), Body(()))

    def headers(self, request: Request) -> tuple[tuple[str, str], ...]:
        """Return what every answer says: who may read it, and that all of its headers may be read."""
        allowed = self._allowed(request)
        told = (("access-control-allow-origin", allowed), ("access-control-expose-headers", "*")) if allowed else ()
        return told if EVERY_ORIGIN in self.origins else (*told, ("vary", "origin"))

    def _allowed(self, request: Request) -> str:
        if EVERY_ORIGIN in self.origins:
            return EVERY_ORIGIN
        origin = request.header("origin")
        return origin if origin in self.origins else ""
