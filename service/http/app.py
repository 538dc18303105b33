"""The routes, and the layers around them."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from starlette.applications import Starlette
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from service.errors import NotFound
from service.http.chat_page.endpoint import ChatPage, to_chat_page
from service.http.cors import Cors
from service.http.error_response import error_response
from service.http.failsafe import Failsafe
from service.http.health import healthz
from service.http.inspector.endpoint import Inspector
from service.http.methods import Methods
from service.http.request_context import HEADER, RequestContext
from service.http.resume import FollowEndpoint, Resumable
from service.ids import Clock, Ids

EXPOSED = (HEADER, "x-error-code", "retry-after", "x-vercel-ai-data-stream", "x-vercel-ai-ui-message-stream")
"""Response headers that a browser lets a page of another origin read."""

_PREFLIGHT_SECONDS = 86_400


class _Anything(PathConvertor):
    """Any part of a path; Starlette's own stops at a line feed."""

    regex = r"[\s\S]*"


register_url_convertor("anything", _Anything())


class _App(Starlette):
    """Starlette without its two layers for errors, which each write would pass: ours do that."""

    def build_middleware_stack(self) -> ASGIApp:
        """Return our layers around the router, and nothing else."""
        app: ASGIApp = self.router
        for layer, args, kwargs in reversed(self.user_middleware):
            app = layer(app, *args, **kwargs)
        return app


class Surroundings(Struct, frozen=True, kw_only=True):
    """What the layers around the endpoints need: origins that may call, and where ids and time come from."""

    allowed_origins: Sequence[str]
    ids: Ids
    clock: Clock


class Endpoints(Struct, frozen=True, kw_only=True):
    """What answers: ASGI applications, none of which looks at the method.

    Attributes:
        chat: every action.
        objects: ``useObject``.
        follow: clients that come back.
        stop: clients that stop on purpose.
        ready: whether the service can answer.
        openapi: what there is to ask for.
        inspector: the page that shows what is sent; None: there is none.
        chat_page: the page with a chat; None: there is none.
    """

    chat: ASGIApp
    objects: ASGIApp
    follow: FollowEndpoint
    stop: ASGIApp
    ready: ASGIApp
    openapi: ASGIApp
    inspector: Inspector | None = None
    chat_page: ChatPage | None = None


def create_app(
    *, endpoints: Endpoints, surroundings: Surroundings, lifespan: Lifespan[Starlette] | None = None
) -> Starlette:
    """Return the ASGI application."""
    app = _App(routes=list(_routes(endpoints)), middleware=list(_layers(surroundings)), lifespan=lifespan)
    # A redirect would carry an absolute URL that a proxy in front of us does not know.
    app.router.redirect_slashes = False
    app.router.default = _nothing
    return app


def _routes(endpoints: Endpoints) -> Iterator[Route]:
    posts = Methods({"POST": endpoints.chat})
    yield Route("/api/chat", Resumable(posts, endpoints.follow))
    yield from _root(endpoints)
    # Where useCompletion asks by default.
    yield Route("/api/completion", posts)
    yield Route("/api/object", Methods({"POST": endpoints.objects}))
    # A client's name for a chat may hold anything, a slash too.
    yield Route("/api/chat/{chat_id:anything}/stream", Methods({"GET": endpoints.follow}))
    yield Route("/api/chat/{chat_id:anything}/stop", Methods({"POST": endpoints.stop}))
    yield Route("/healthz", Methods({"GET": healthz, "HEAD": healthz}))
    yield Route("/readyz", Methods({"GET": endpoints.ready, "HEAD": endpoints.ready}))
    yield Route("/openapi.json", Methods({"GET": endpoints.openapi, "HEAD": endpoints.openapi}))
    if endpoints.chat_page is not None:
        yield Route("/chat", Methods({"GET": to_chat_page, "HEAD": to_chat_page}))
        yield Route("/chat/{file:anything}", Methods({"GET": endpoints.chat_page, "HEAD": endpoints.chat_page}))


def _root(endpoints: Endpoints) -> Iterator[Route]:
    inspector = endpoints.inspector
    pages = {} if inspector is None else {"GET": inspector.page, "HEAD": inspector.page}
    yield Route("/", Methods({"POST": endpoints.chat, **pages}))
    if inspector is not None:
        scenarios = inspector.scenarios
        yield Route("/inspector/scenarios.json", Methods({"GET": scenarios, "HEAD": scenarios}))


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


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer where there is nothing; methods are the endpoints' own affair."""
    answer = WebSocketClose() if scope["type"] == "websocket" else error_response(NotFound())
    await answer(scope, receive, send)
