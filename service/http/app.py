"""The routes, and the layers around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan

from service.errors import NotFound
from service.http.cors import Cors
from service.http.error_response import error_response
from service.http.failsafe import Failsafe
from service.http.health import Readyz, healthz
from service.http.methods import Methods
from service.http.request_context import HEADER, RequestContext
from service.ids import Clock, Ids
from service.model_choice import ModelChoice

EXPOSED = (HEADER, "x-error-code", "retry-after", "x-vercel-ai-data-stream")
"""Response headers that a browser lets a page of another origin read."""

_PREFLIGHT_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the layers around the endpoints need: origins that may call, and where ids and time come from."""

    allowed_origins: Sequence[str]
    ids: Ids
    clock: Clock


def create_app(
    *, endpoint: ASGIApp, choice: ModelChoice, surroundings: Surroundings, lifespan: Lifespan[Starlette] | None = None
) -> Starlette:
    """Return the ASGI application."""
    posts = Methods({"POST": endpoint})
    routes = [
        Route("/api/chat", posts),
        Route("/", posts),
        Route("/healthz", Methods({"GET": healthz, "HEAD": healthz})),
        Route("/readyz", Methods({"GET": Readyz(choice), "HEAD": Readyz(choice)})),
    ]
    app = Starlette(
        routes=routes,
        middleware=list(_layers(surroundings)),
        exception_handlers={HTTPException: _not_found},
        lifespan=lifespan,
    )
    # A redirect would carry an absolute URL that a proxy in front of us does not know.
    app.router.redirect_slashes = False
    return app


def _layers(surroundings: Surroundings) -> Iterator[Middleware]:
    yield Middleware(RequestContext, ids=surroundings.ids, clock=surroundings.clock)
    if surroundings.allowed_origins:
        yield Middleware(
            Cors,
            allow_origins=surroundings.allowed_origins,
            allow_methods=("GET", "POST"),
            allow_headers=("*",),
            expose_headers=EXPOSED,
            max_age=_PREFLIGHT_SECONDS,
        )
    yield Middleware(Failsafe)


async def _not_found(_request: Request, _error: Exception) -> Response:
    """Answer the only HTTPException that the router raises here; methods are our own affair."""
    return error_response(NotFound())
