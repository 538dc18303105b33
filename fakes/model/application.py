"""A request -> the reply to it, and the record of it. No I/O: what a socket does with a reply is decided elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import unquote

from fakes.model import control
from fakes.model.api_error import ApiError
from fakes.model.exchange import Exchange
from fakes.model.field import FieldError
from fakes.model.identity import Identity
from fakes.model.journal import Journal
from fakes.model.model_name import ModelName
from fakes.model.openai.chat import ChatCompletions
from fakes.model.openai.chat_request import read_json
from fakes.model.openai.models import Models
from fakes.model.pacing import Pacing
from fakes.model.reply import Reply
from fakes.model.request import Fault, Request
from fakes.model.request_reader import BODY_LIMIT
from fakes.model.script_runner import ScriptRunner

_MODEL_PREFIX = "/v1/models/"
_FAULTS: Mapping[Fault, ApiError] = {
    "malformed": ApiError(400, "The request could not be read as HTTP.", code="malformed_request"),
    "too_large": ApiError(413, f"The body is larger than {BODY_LIMIT} bytes.", code="request_too_large"),
}

_Handler = Callable[[Request], Reply]


class Application:
    """All that one server knows."""

    def __init__(self, *, journal: Journal, scripts: ScriptRunner, pacing: Pacing, identity: Identity) -> None:
        self._journal = journal
        self._scripts = scripts
        self._identity = identity
        self._models = Models(scripts=scripts, identity=identity)
        self._routes: Mapping[str, tuple[str, _Handler]] = {
            "/v1/chat/completions": ("POST", ChatCompletions(scripts=scripts, pacing=pacing, identity=identity).answer),
            "/v1/models": ("GET", lambda _: self._models.list()),
            "/_fake/health": ("GET", lambda _: control.health()),
            "/_fake/journal": ("GET", lambda _: control.journal_reply(journal)),
        }

    def respond(self, request: Request) -> tuple[Reply, Exchange]:
        """Return the answer, and the record to keep while it is played. Nothing is raised for what a client sends."""
        try:
            reply = self._answer(request)
        except FieldError as error:
            reply = ApiError.of(error).reply()
        except ApiError as error:
            reply = error.reply()
        if request.path.startswith(control.PREFIX):
            return reply, Exchange(request, index=-1, model=None)
        return self._signed(reply, request), self._journal.open(request, model=reply.model)

    def _answer(self, request: Request) -> Reply:
        if request.fault is not None:
            raise _FAULTS[request.fault]
        route = self._route(request.path)
        # HEAD is GET without the body, which is left out where the reply is laid out.
        if route is not None and route[0] == ("GET" if request.method == "HEAD" else request.method):
            return route[1](request)
        if scripted := self._scripted(request):
            return scripted
        if route is None:
            raise ApiError(404, f"There is nothing at {request.method} {request.path}.", code="unknown_url")
        refusal = ApiError(405, f"{request.path} takes {route[0]} and not {request.method}.", code="method_not_allowed")
        return refusal.reply(("allow", route[0]))

    def _route(self, path: str) -> tuple[str, _Handler] | None:
        if path.startswith(_MODEL_PREFIX):
            return "GET", lambda _: self._models.retrieve(unquote(path.removeprefix(_MODEL_PREFIX)))
        return self._routes.get(path)

    def _scripted(self, request: Request) -> Reply | None:
        """Return a script's answer at an address that only scripts know; a script that expects another is misused."""
        try:
            model = ModelName.parse(read_json(request).require("model").string())
        except (ApiError, FieldError):
            return None
        script = self._scripts.find(model.fake_id)
        return replace(self._scripts.play(script, request), model=model.text) if script else None

    def _signed(self, reply: Reply, request: Request) -> Reply:
        given = {name.lower() for name, _ in reply.headers}
        signature = (("x-request-id", self._identity.request_id(request)), ("openai-processing-ms", "0"))
        return replace(reply, headers=(*reply.headers, *(pair for pair in signature if pair[0] not in given)))
