"""A request -> the reply to it, and the record of it. No I/O: what a socket does with a reply is decided elsewhere."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.model.access.admission import UNMETERED
from fakes.model.access.cors import Cors
from fakes.model.access.credentials import keys_of
from fakes.model.access.discretion import discreet
from fakes.model.access.rate_limit_headers import rate_limit_headers
from fakes.model.api_call import ApiCall, Fork
from fakes.model.api_error import ApiError
from fakes.model.capability import able
from fakes.model.catalogue import CHAT, catalogue
from fakes.model.control import PREFIX, Control
from fakes.model.digits import read_digits
from fakes.model.exchange import Exchange
from fakes.model.faults.fault import Fault
from fakes.model.field import FieldError
from fakes.model.generative import Generative
from fakes.model.model_name import asked_id
from fakes.model.played import Played
from fakes.model.reply import Reply
from fakes.model.request import Request
from fakes.model.route import Route
from fakes.model.script_only import ScriptOnly
from fakes.model.session import Session
from fakes.model.sessions import DEFAULT, Sessions
from fakes.model.unreadable import UNREADABLE

if TYPE_CHECKING:
    from fakes.model.dialect import Dialect

FAULT_HEADER = "x-fake-fault"
GENERATION_HEADER = "x-fake-generation"
"""The generation of the journal that a request belongs to. When that is over, it is refused, and counts nowhere."""

# The fault whose answer is none of an API's.
_PAGE = "html"
_LAST_GENERATION = 1_000_000_000


class Application:
    """All that one server knows."""

    def __init__(self, sessions: Sessions, *, cors: Cors | None = None) -> None:
        self._sessions = sessions
        self._routes = catalogue()
        self._control = Control(sessions)
        self._cors = cors

    async def respond(self, request: Request) -> Played:
        """Return the answer and how to play it. Nothing is raised for what a client sends.

        Only the server's own routes may take their time before they answer.
        """
        if self._cors is None:
            return await self._respond(request)
        if preflight := self._cors.preflight(request):
            return _unrecorded(preflight, request)
        played = await self._respond(request)
        return replace(played, reply=_with(played.reply, self._cors.headers(request)))

    async def _respond(self, request: Request) -> Played:
        keys = keys_of(request)
        try:
            session, inner = self._sessions.of(request, keys)
        except ApiError as error:
            session, inner = self._sessions.named(DEFAULT), request
            refusal = CHAT.refusal(error, session.identity.request_id(request))
            return self._played(session, discreet(request, keys, session.journal), refusal, CHAT)
        if inner.path.startswith(PREFIX):
            return _unrecorded(await self._control.answer(inner, session), inner)
        if late := _late(session, inner):
            return _unrecorded(CHAT.refusal(late, session.identity.request_id(inner)), inner)
        session.refresh()
        reply, dialect = self._answer(session, inner)
        return self._played(session, discreet(inner, keys, session.journal), reply, dialect)

    def _played(self, session: Session, request: Request, reply: Reply, dialect: "Dialect") -> Played:
        exchange = session.journal.open(request, model=reply.model, scenario=reply.scenario)
        self._sessions.metrics.watch(exchange, reply, dialect.name)
        return Played(reply, exchange, session.time, session.gates)

    def _answer(self, session: Session, request: Request) -> "tuple[Reply, Dialect]":
        dialect: Dialect = CHAT
        fault, admission = None, UNMETERED
        try:
            fault = _fault(session, request)
            if session.playback and request.fault is None:
                reply = session.playback.play(request)
                return (fault.strike(reply, session.scene(request, dialect)) if fault else reply), dialect
            route, names = self._route(session, request)
            endpoint = route.endpoint
            if fork := able(endpoint, Fork):  # type: ignore[type-abstract] # it is a protocol that is asked for
                endpoint = fork.chosen(request)
            dialect = endpoint.dialect
            admission = session.door.admit(request, dialect.name)
            if request.method == "POST" and not isinstance(endpoint, Generative):
                admission.charge(model=request.path)
            reply = endpoint.answer(ApiCall(request, names, session, admission))
        except (ApiError, FieldError) as error:
            refused = error if isinstance(error, ApiError) else ApiError.of(error)
            reply = dialect.refusal(refused, session.identity.request_id(request))
        if not reply.signed:
            reply = _with(reply, dialect.signature(session.identity.request_id(request), 0))
        if fault:
            reply = fault.strike(reply, session.scene(request, dialect, admission))
        if admission.metered and _PAGE not in reply.faults:
            reply = _with(reply, rate_limit_headers(dialect.name, admission.standing(), session.identity.clock()))
        return reply, dialect

    def _route(self, session: Session, request: Request) -> tuple[Route, Mapping[str, str]]:
        if request.fault is not None:
            raise UNREADABLE[request.fault]
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


def _unrecorded(reply: Reply, request: Request) -> Played:
    return Played(reply, Exchange(request, index=-1, model=None))


def _late(session: Session, request: Request) -> ApiError | None:
    """Return the refusal of a request that belongs to another generation of the journal than the present one."""
    if not (text := request.header(GENERATION_HEADER)):
        return None
    try:
        generation = read_digits(text, 0, _LAST_GENERATION)
    except ValueError as error:
        return ApiError(400, f"The header '{GENERATION_HEADER}' {error}.", code="invalid_header")
    if generation == session.journal.generation:
        return None
    message = f"The journal's generation is {session.journal.generation}, and this request is of {generation}."
    return ApiError(409, message, code="generation_over")


def _fault(session: Session, request: Request) -> Fault | None:
    """Return what is to go wrong: what the request asks for, else the session's next fault, else what chance says."""
    if text := request.header(FAULT_HEADER):
        return Fault.parse(text, path=FAULT_HEADER)
    if session.faults:
        return session.faults.popleft()
    chaos = session.setup.chaos
    return chaos.pick(session.identity.request_id(request), str(session.journal.count)) if chaos else None


def _with(reply: Reply, headers: tuple[tuple[str, str], ...]) -> Reply:
    given = {name.lower() for name, _ in reply.headers}
    missing = tuple(pair for pair in headers if pair[0] not in given)
    return replace(reply, headers=(*reply.headers, *missing)) if missing else reply
