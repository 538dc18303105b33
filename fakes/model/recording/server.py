"""The recording server: a proxy to real model servers that writes down what they answer."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from fakes.model import control
from fakes.model.connection import Connection
from fakes.model.exchange import Exchange
from fakes.model.foreground import complain
from fakes.model.journal import Journal
from fakes.model.played import Played
from fakes.model.recording.recorder import Recorder
from fakes.model.recording.recordings import Recordings
from fakes.model.recording.replayer import Replayer
from fakes.model.recording.tapes import Tapes
from fakes.model.recording.upstreams import Upstreams
from fakes.model.recording.volatile import Volatile
from fakes.model.reply import Reply, json_reply
from fakes.model.request import Request

_BACKLOG = 1024


class RecordingServer:
    """Passes everything on to the real servers of ``upstreams``, and records it in ``folder``.

    With ``once``, what the folder holds already is replayed, and only the rest is passed on. ``tell`` hears of every
    exchange that is not kept.
    """

    def __init__(
        self,
        upstreams: Upstreams,
        folder: Path,
        *,
        once: bool = False,
        volatile: Volatile | None = None,
        tell: Callable[[str], None] = complain,
    ) -> None:
        volatile = volatile or Volatile()
        self._upstreams = upstreams
        self._connections: set[Connection] = set()
        self.journal = Journal(self._connections)
        recordings = Recordings.load(folder, volatile) if once and folder.is_dir() else Recordings((), volatile)
        self._desk = _Desk(self.journal, Replayer(recordings, journal=self.journal))
        tapes = Tapes(folder, append=once)
        self._recorder = Recorder(upstreams, tapes, journal=self.journal, volatile=volatile, tell=tell)
        self._listener: asyncio.Server | None = None
        self._origin = ""

    @property
    def origin(self) -> str:
        """Where it listens: ``http://127.0.0.1:41231``.

        Raises:
            RuntimeError: it does not listen.
        """
        if self._listener is None:
            raise RuntimeError("the server is not started")
        return self._origin

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes any that is free.

        Raises:
            OSError: the address is taken, or is not this machine's.
            RuntimeError: it listens already.
        """
        if self._listener is not None:
            raise RuntimeError("the server is already started")
        self._listener = await asyncio.get_running_loop().create_server(
            lambda: _RecordingConnection(self._desk, self._recorder, self._connections), host, port, backlog=_BACKLOG
        )
        actual = self._listener.sockets[0].getsockname()[1]
        self._origin = f"http://[{host}]:{actual}" if ":" in host else f"http://{host}:{actual}"

    async def stop(self) -> None:
        """Stop listening, and cut off every client and every real server."""
        if self._listener is None:
            return
        listener, self._listener = self._listener, None
        listener.close()
        await asyncio.gather(*(connection.abort() for connection in tuple(self._connections)))
        await listener.wait_closed()
        await self._upstreams.close()

    def verdict(self) -> tuple[str, ...]:
        """Return, in words, what was asked and could not be kept."""
        return tuple(self.journal.failures)

    async def __aenter__(self) -> "RecordingServer":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()


class _Desk:
    """Answers what no real server is asked."""

    def __init__(self, journal: Journal, replayer: Replayer) -> None:
        self._journal = journal
        self._replayer = replayer

    def knows(self, request: Request) -> bool:
        """Tell whether a request is answered here."""
        local = request.fault is not None or request.path.startswith(control.PREFIX)
        return local or self._replayer.has_next(request)

    async def respond(self, request: Request) -> Played:
        """Return the answer to a request that is known here."""
        if request.fault is not None:
            reply = _error(400, f"The request could not be read: {request.fault}.")
        elif request.path == f"{control.PREFIX}health":
            reply = json_reply({"status": "ok", "recording": True})
        elif request.path.startswith(control.PREFIX):
            reply = _error(404, f"While it records, there is nothing at {request.path}.")
        else:
            reply = self._replayer.play(request)
        return Played(reply, self.open(request, reply.model))

    def open(self, request: Request, model: str | None = None) -> Exchange:
        """Begin the record of a request."""
        return self._journal.open(request, model=model)


class _RecordingConnection(Connection):
    """A connection that asks the desk first, and then the world."""

    def __init__(self, desk: _Desk, recorder: Recorder, connections: set[Connection]) -> None:
        super().__init__(desk, connections)
        self._desk = desk
        self._recorder = recorder

    async def _answer(self, request: Request) -> None:
        if self._desk.knows(request):
            await super()._answer(request)
        else:
            await self._recorder.pass_on(request, self._outlet, self._desk.open(request))


def _error(status: int, message: str) -> Reply:
    return json_reply({"error": {"message": message, "type": "invalid_request_error"}}, status=status)
