"""Our service, as often as tests need it: one server, and an application of its own for each address."""

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from service.main import create
from service.model import LanguageModel
from service.settings import Settings
from service.tools import Tools
from tests.running import running


class Services:
    """Serves ``/<number>/...`` with the application of that number, which sees the rest of the path."""

    def __init__(self) -> None:
        self.url = ""
        self._applications: list[ASGIApp] = []
        self._server = Starlette()

    def address(self, application: ASGIApp) -> str:
        """Return where this application is served from now on; its lifespan is not run."""
        self._applications.append(application)
        return f"{self.url}/{len(self._applications) - 1}"

    def api(self, model: LanguageModel, *, tools: Tools | None = None, path: str = "/api/chat", **environ: str) -> str:
        """Return a new address of our service, where this model answers, with these tools or none."""
        settings = Settings.from_env({"FAKE_LLM": "1", **environ})
        return f"{self.address(create(settings, model=model, tools=tools or Tools()))}{path}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request on."""
        if scope["type"] == "lifespan":
            await self._server(scope, receive, send)
            return
        number, _, path = scope["path"].removeprefix("/").partition("/")
        await self._applications[int(number)]({**scope, "path": f"/{path}"}, receive, send)


@contextmanager
def serving() -> Iterator[Services]:
    """Run the server, in a thread of its own."""
    services = Services()
    with running(services) as services.url:
        yield services
