"""A request -> the reply to it, and the record of it. No I/O: what a socket does with a reply is decided elsewhere."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.model.access.admission import Admission
from fakes.model.access.cors import Cors
from fakes.model.access.discretion import discreet
from fakes.model.access.rate_limit_headers import rate_limit_headers
from fakes.model.api_call import ApiCall, Fork
from fakes.model.api_error import ApiError
from fakes.model.catalogue import CHAT, catalogue
from fakes.model.control import PREFIX, Control
from fakes.model.exchange import Exchange
from fakes.model.faults.fault import Fault
from fakes.model.faults.scene import Scene
from fakes.model.field import FieldError
from fakes.model.generative import Generative
from fakes.model.model_name import asked_id
from fakes.model.played import Played
from fakes.model.reply import Reply
from fakes.model.request import Fault as Unreadable
from fakes.model.request import Request
from fakes.model.request_reader import BODY_LIMIT
from fakes.model.route import Route
from fakes.model.script_only import ScriptOnly
from fakes.model.session import Session
from fakes.model.sessions import DEFAULT, Sessions

if TYPE_CHECKING:
    from fakes.model.dialect import Dialect

FAULT_HEADER = "x-fake-fault"

# The fault whose answer is none of an API's.
_PAGE = "html"
_UNREADABLE: Mapping[Unreadable, ApiError] = {
    "malformed": ApiError(400, "The request could not be read as HTTP.", code="malformed_request"),
    "too_large": ApiError(413, f"The body is larger than {BODY_LIMIT} bytes.", code="request_too_large"),
}


class Application:
    """All that one server knows."""

    def __init__(self, sessions: Sessions, *, cors: Cors | None = None) -> None:
        self._sessions = sessions
        self._routes = catalogue()
        self._control = Control(sessions)
        self._cors = cors

    def respond(self, request: Request) -> Played:
        """Return the answer and how to play it. Nothing is raised for what a client sends."""
        if self._cors is None:
            return self._respond(request)
        if preflight := self._cors.preflight(request):
            return Played(preflight, Exchange(request, index=-1, model=None))
        played = self._respond(request)
        return replace(played, reply=_with(played.reply, self._cors.headers(request)))

    def _respond(self, request: Request) -> Played:
        try:
            session, inner = self._sessions.of(request)
        except ApiError as error:
            session, inner = self._sessions.named(DEFAULT), request
            return self._played(session, request, CHAT.refusal(error, session.identity.request_id(request)), CHAT)
        if inner.path.startswith(PREFIX):
            return Played(self._control.answer(inner, session), Exchange(inner, index=-1, model=None))
        return self._played(session, inner, *self._answer(session, inner))

    def _played(self, session: Session, request: Request, reply: Reply, dialect: "Dialect") -> Played:
        remembered = discreet(request, session.journal)
        exchange = session.journal.open(remembered, model=reply.model, scenario=reply.scenario)
        self._sessions.metrics.watch(exchange, reply, dialect.name)
        return Played(reply, exchange, session.time, session.gates)

    def _answer(self, session: Session, request: Request) -> "tuple[Reply, Dialect]":
        request_id = session.identity.request_id(request)
        dialect: Dialect = CHAT
        fault, admission = None, Admission()
        try:
            fault = _fault(session, request, request_id)
            route, names = self._route(session, request)
            endpoint = route.endpoint
            if isinstance(endpoint, Fork):
                endpoint = endpoint.chosen(request)
            dialect = endpoint.dialect
            admission = session.door.admit(request, dialect.name)
            if request.method == "POST" and not isinstance(endpoint, Generative):
                admission.charge(model=request.path)
            reply = endpoint.answer(ApiCall(request, names, session, admission))
        except (ApiError, FieldError) as error:
            reply = dialect.refusal(error if isinstance(error, ApiError) else ApiError.of(error), request_id)
        reply = _with(reply, dialect.signature(request_id, 0))
        if fault:
            reply = fault.strike(reply, Scene(dialect, request_id, session.setup.seed, admission))
        if admission.metered and _PAGE not in reply.faults:
            reply = _with(reply, rate_limit_headers(dialect.name, admission.standing(), session.identity.clock()))
        return reply, dialect

    def _route(self, session: Session, request: Request) -> tuple[Route, Mapping[str, str]]:
        if request.fault is not None:
            raise _UNREADABLE[request.fault]
        found = self._routes.at(request.path)
        # HEAD is GET without the body, which is left out where the reply is laid out.
        method = "GET" if request.method == "HEAD" else request.method
        for route, names in found:
            if route.method == method and route.takes(request):
                return route, names
        if script := session.scripts.find(asked_id(request)):
            # An address that only scripts know; a script that expects another is misused.
            return Route(method, request.path, ScriptOnly(script)), {}
        if not found:
            raise ApiError(404, f"There is nothing at {request.method} {request.path}.", code="unknown_url")
        allowed = ", ".join(sorted({route.method for route, _ in found}))
        raise ApiError(
            405,
            f"{request.path} takes {allowed} and not {request.method}.",
            code="method_not_allowed",
            headers=(("allow", allowed),),
        )


def _fault(session: Session, request: Request, request_id: str) -> Fault | None:
    """Return what is to go wrong: what the request asks for, else the session's next fault, else what chance says."""
    if text := request.header(FAULT_HEADER):
        return Fault.parse(text, path=FAULT_HEADER)
    if session.faults:
        return session.faults.popleft()
    chaos = session.setup.chaos
    return chaos.pick(request_id, str(len(session.journal))) if chaos else None


def _with(reply: Reply, headers: tuple[tuple[str, str], ...]) -> Reply:
    given = {name.lower() for name, _ in reply.headers}
    return replace(reply, headers=(*reply.headers, *(pair for pair in headers if pair[0] not in given)))
