"""The page and the service under one address, as in the container."""

from pathlib import Path

from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.main import create
from service.settings import Settings

from .fake_model import FakeModel

PAGE = "/page/"

PLAYED = ("openai/fake/ui-file", "openai/fake/ui-reasoning", "openai/fake/ui-source")
"""Contracts that a page may name as its model."""


class Site:
    """An ASGI application: the built page below PAGE, and another application for everything else."""

    def __init__(self, page: Path, application: ASGIApp) -> None:
        self._page = StaticFiles(directory=page, html=True)
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PAGE):
            await self._page({**scope, "root_path": PAGE.rstrip("/")}, receive, send)
        else:
            await self._application(scope, receive, send)


class HeldBack:
    """An ASGI application that sends an answer when it is complete, as what stands before a server often does."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept: list[Message] = []

        async def keep(message: Message) -> None:
            kept.append(message)
            if scope["type"] != "http" or not message.get("more_body", message["type"] == "http.response.start"):
                for earlier in kept:
                    await send(earlier)
                kept.clear()

        await self._application(scope, receive, keep)


def service(model: FakeModel, *, resume: str = "memory") -> ASGIApp:
    """Return our service, asking this model."""
    environ = {
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": model.base_url,
        "ALLOWED_MODELS": ",".join(PLAYED),
        "TOOLS": "service.example_tools",
        "LANE": "lean",
        "RESUME": resume,
    }
    return create(Settings.from_env(environ))
