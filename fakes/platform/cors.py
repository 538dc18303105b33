"""Cross-origin requests, answered by the URL itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from fakes.platform.request import Headers, Request

_ANY = "*"
PREFIX = "access-control-"
"""What the names of all its headers begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cors:
    """A Function URL's CORS configuration. What is not said is allowed."""

    origins: tuple[str, ...] = (_ANY,)
    methods: tuple[str, ...] = (_ANY,)
    headers: tuple[str, ...] = (_ANY,)
    expose: tuple[str, ...] = ()
    credentials: bool = False
    max_age: int = 0

    def is_preflight(self, request: Request) -> bool:
        """Return whether a browser asks before it asks."""
        return request.method == "OPTIONS" and bool(request.header("access-control-request-method"))

    def preflight(self, request: Request) -> Headers:
        """Return the headers that answer a preflight; none when the origin is not allowed."""
        origin = self._origin(request)
        if not origin:
            return ()
        asked_method = request.header("access-control-request-method")
        asked_headers = request.header("access-control-request-headers")
        given = [*origin, ("access-control-allow-methods", _listed(self.methods, asked_method))]
        if asked_headers:
            given.append(("access-control-allow-headers", _listed(self.headers, asked_headers)))
        if self.max_age:
            given.append(("access-control-max-age", str(self.max_age)))
        return tuple(given)

    def apply(self, request: Request, headers: Headers) -> Headers:
        """Return an answer's headers with the URL's own in place of whatever the function said."""
        kept = tuple(pair for pair in headers if not pair[0].lower().startswith(PREFIX))
        origin = self._origin(request)
        exposed = (("access-control-expose-headers", ",".join(self.expose)),) if origin and self.expose else ()
        return (*kept, *origin, *exposed)

    def _origin(self, request: Request) -> Headers:
        origin = request.header("origin")
        if not origin or not (_ANY in self.origins or origin in self.origins):
            return ()
        if _ANY in self.origins and not self.credentials:
            return (("access-control-allow-origin", _ANY),)
        allowed = (("access-control-allow-origin", origin), ("vary", "Origin"))
        return (*allowed, ("access-control-allow-credentials", "true")) if self.credentials else allowed


def _listed(allowed: Iterable[str], asked: str) -> str:
    # Browsers don't take the asterisk for a wildcard when there are credentials; naming what was asked always works.
    return asked if _ANY in allowed else ",".join(allowed)
