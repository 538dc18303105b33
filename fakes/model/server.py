"""The fake model server: deterministic providers over a real socket, inside the event loop of whoever embeds it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from fakes.model import in_process
from fakes.model.application import Application
from fakes.model.connection import Connection
from fakes.model.journal import Journal
from fakes.model.ledger import Ledger, Report
from fakes.model.pacing import Pacing
from fakes.model.script import Scripts
from fakes.model.session import Session
from fakes.model.sessions import DEFAULT, Sessions
from fakes.model.setup import Setup

if TYPE_CHECKING:
    from fakes.model.in_process.httpx_transport import InProcessTransport

_BACKLOG = 1024


class ModelServer:
    """A server that speaks every dialect. Several may run in one process; each knows only itself.

    ``setup`` says everything; the other arguments stand for its fields of the same name, and ``scripts`` for the
    scripts of its playbook.
    """

    def __init__(
        self,
        setup: Setup | None = None,
        *,
        scripts: Scripts | None = None,
        pacing: Pacing | None = None,
        seed: str | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        setup = setup or Setup()
        if scripts is not None:
            setup = replace(setup, playbook=replace(setup.playbook, scripts=scripts))
        self.setup = replace(
            setup, pacing=pacing or setup.pacing, seed=setup.seed if seed is None else seed, clock=clock or setup.clock
        )
        self._connections: set[Connection] = set()
        self._ledger = Ledger()
        self.sessions = Sessions(lambda name: Session(name, self.setup, self._connections, self._ledger))
        self._application = Application(self.sessions, cors=self.setup.access.cors)
        self._listener: asyncio.Server | None = None
        self._origin = ""

    @property
    def session(self) -> Session:
        """The session of requests that name none."""
        return self.sessions.named(DEFAULT)

    @property
    def journal(self) -> Journal:
        """The journal of that session."""
        return self.session.journal

    @property
    def origin(self) -> str:
        """Where it listens: ``http://127.0.0.1:41231``.

        Raises:
            RuntimeError: it does not listen.
        """
        if self._listener is None:
            raise RuntimeError("the server is not started")
        return self._origin

    @property
    def base_url(self) -> str:
        """What an OpenAI client takes as its base URL: the origin and ``/v1``."""
        return f"{self.origin}/v1"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes any that is free.

        Raises:
            OSError: the address is taken, or is not this machine's.
            RuntimeError: it listens already.
        """
        if self._listener is not None:
            raise RuntimeError("the server is already started")
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(
            lambda: Connection(self._application, self._connections), host, port, backlog=_BACKLOG
        )
        actual = self._listener.sockets[0].getsockname()[1]
        self._origin = f"http://[{host}]:{actual}" if ":" in host else f"http://{host}:{actual}"

    async def stop(self) -> None:
        """Stop listening and cut off every client. The journal stays; a server that is stopped may be started again."""
        if self._listener is None:
            return
        listener, self._listener = self._listener, None
        listener.close()
        await asyncio.gather(*(connection.abort() for connection in tuple(self._connections)))
        await listener.wait_closed()

    def transport(self) -> "InProcessTransport":
        """Return what ``httpx.AsyncClient(transport=...)`` takes, to ask this server without a socket.

        The server need not be started. Whatever host and port the client asks, this server answers.

        Raises:
            ImportError: httpx is not installed.
        """
        return in_process.transport(self._application, self._connections)

    def verdict(self) -> tuple[str, ...]:
        """Return, in words, what was wrong in how the scripts were used: misuses, and exchanges nobody asked for."""
        return tuple(complaint for session in self.sessions for complaint in session.verdict())

    def report(self) -> Report:
        """Return what became of the scenarios in all sessions, since the beginning and whatever was reset."""
        # A server that nobody asked has scenarios, too.
        _ = self.session
        return self._ledger.report(self.sessions)

    async def __aenter__(self) -> "ModelServer":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()
