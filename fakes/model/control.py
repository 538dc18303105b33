"""The server's own routes, under ``/_fake/``: for those who run it, not part of any API.

Bodies are JSON objects, and so are answers. What is wrong in a request is a 400 that names the field; what was waited
for and did not come, or cannot be done here, is a 409.
"""

from fakes.model.api_error import ApiError
from fakes.model.controls import (
    faults,
    gates,
    health,
    journal,
    metrics,
    scenarios,
    session,
    sessions,
    time,
    verdict,
)
from fakes.model.controls.control_call import ControlCall
from fakes.model.controls.control_route import ControlRoute
from fakes.model.field import FieldError
from fakes.model.reply import Reply, json_reply
from fakes.model.request import Request
from fakes.model.session import Session
from fakes.model.sessions import Sessions
from fakes.model.unreadable import UNREADABLE

PREFIX = "/_fake/"

ROUTES = (
    ControlRoute("GET", "health", health.health),
    ControlRoute("GET", "ready", health.ready),
    ControlRoute("GET", "journal", journal.read),
    ControlRoute("DELETE", "journal", journal.clear),
    ControlRoute("POST", "journal/wait", journal.wait),
    ControlRoute("GET", "journal/{index}", journal.read_one),
    ControlRoute("GET", "verdict", verdict.read),
    ControlRoute("GET", "metrics", metrics.read),
    ControlRoute("GET", "gates", gates.read),
    ControlRoute("POST", "gates/{name}/open", gates.open_gate),
    ControlRoute("POST", "gates/{name}/close", gates.close_gate),
    ControlRoute("POST", "gates/{name}/wait", gates.wait),
    ControlRoute("GET", "scenarios", scenarios.read),
    ControlRoute("PUT", "scenarios", scenarios.replace),
    ControlRoute("POST", "scenarios", scenarios.add),
    ControlRoute("DELETE", "scenarios", scenarios.clear),
    ControlRoute("GET", "faults", faults.read),
    ControlRoute("PUT", "faults", faults.replace),
    ControlRoute("POST", "faults", faults.add),
    ControlRoute("DELETE", "faults", faults.clear),
    ControlRoute("GET", "time", time.read),
    ControlRoute("POST", "time", time.advance),
    ControlRoute("POST", "reset", session.reset),
    ControlRoute("GET", "sessions", sessions.read),
    ControlRoute("DELETE", "sessions/{name}", sessions.forget),
)
"""Every route, behind the prefix. Of several that fit a path, the first of the method answers."""


class Control:
    """The routes of one server. What they tell and change is the asking session's own."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def answer(self, request: Request, session: Session) -> Reply:
        """Return the answer to a request; some wait for what is asked for."""
        try:
            if request.fault is not None:
                raise UNREADABLE[request.fault]
            return await self._answer(request, session)
        except FieldError as error:
            return _refusal(ApiError.of(error))
        except ApiError as error:
            return _refusal(error)

    async def _answer(self, request: Request, session: Session) -> Reply:
        path = request.path.removeprefix(PREFIX)
        found = [(route, names) for route in ROUTES if (names := route.match(path)) is not None]
        method = "GET" if request.method == "HEAD" else request.method
        for route, names in found:
            if route.method == method:
                return await route.handler(ControlCall(request, names, session, self._sessions))
        if not found:
            raise ApiError(404, f"There is no such control: {request.path}.", code="unknown_url")
        allowed = ", ".join(dict.fromkeys(route.method for route, _ in found))
        message = f"{request.path} takes {allowed} and not {request.method}."
        raise ApiError(405, message, code="method_not_allowed", headers=(("allow", allowed),))


def _refusal(error: ApiError) -> Reply:
    told = {
        "message": error.message,
        "type": "invalid_request_error",
        "param": error.param,
        "code": error.code,
    }
    return json_reply({"error": told}, status=error.status, headers=error.headers)
