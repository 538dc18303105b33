"""Clients that come and go, over real sockets, and a model that waits for the test."""

import http.client
import json
import logging
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from service.field import JSON
from service.ids import numbered
from service.main import create
from service.model import ModelChunk, ModelRequest
from service.settings import Settings
from service.stop import Stop
from tests.running import running
from tests.scripted_model import Arrival, ScriptedModel

_PATIENCE = 30.0
"""Seconds until what has not happened never will."""

_OWN_HEADERS = {"x-request-id", "date"}
"""Of which every response has its own."""


@dataclass
class WatchedModel(ScriptedModel):
    """Says to other threads when a request is over."""

    over: threading.Event = field(default_factory=threading.Event)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        try:
            async with aclosing(super().stream(request)) as chunks:
                async for together in chunks:
                    yield together
        finally:
            self.over.set()


class Reading:
    """A response that is read as far as the test says."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection
        self._response = connection.getresponse()
        self.status = self._response.status
        self.code = self._response.headers.get("x-error-code")
        self.seen = b""

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All that belong to the stream, in order."""
        return [(name, value) for name, value in self._response.getheaders() if name.lower() not in _OWN_HEADERS]

    def until(self, mark: bytes) -> bytes:
        """Return everything so far, once the mark is in it."""
        while mark not in self.seen:
            data = self._response.read1(65_536)
            assert data, self.seen
            self.seen += data
        return self.seen

    def whole(self) -> bytes:
        """Return everything, to the end, which has to be one in good order."""
        self.seen += self._response.read()
        self.leave()
        return self.seen

    def leave(self) -> None:
        """Close the connection, whatever is still to come."""
        self._response.close()
        self._connection.close()


@dataclass(frozen=True)
class Service:
    """A service that runs, and who asked it."""

    url: str
    readings: list[Reading] = field(default_factory=list)

    def request(self, method: str, target: str, body: JSON = None, headers: dict[str, str] | None = None) -> Reading:
        """Send a request, its target as it is; the answer has begun when this returns."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=_PATIENCE)
        document = None if body is None else json.dumps(body)
        connection.request(method, target, document, {"content-type": "application/json", **(headers or {})})
        reading = Reading(connection)
        self.readings.append(reading)
        return reading

    def ask(self, protocol: str = "data", chat_id: str | None = "c1") -> Reading:
        """Post a message."""
        named: dict[str, JSON] = {} if chat_id is None else {"id": chat_id}
        return self.request(
            "POST", f"/api/chat?protocol={protocol}", {**named, "messages": [{"role": "user", "content": "Hi"}]}
        )

    def follow(self, chat_id: str = "c1") -> Reading:
        """Come back, as ai 5 to 7 do."""
        return self.request("GET", f"/api/chat/{quote(chat_id, safe='')}/stream")

    def stop(self, chat_id: str = "c1") -> int:
        """Stop on purpose, and return the status."""
        reading = self.request("POST", f"/api/chat/{quote(chat_id, safe='')}/stop")
        reading.whole()
        return reading.status


@contextmanager
def serving(
    model: ScriptedModel, environ: Mapping[str, str] | None = None, *, stop: Stop | None = None, grace: float = 5.0
) -> Iterator[Service]:
    """Serve what this model says, at a time that stands still, so that the same answer has the same bytes."""
    stop = stop or Stop()
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test", "SHUTDOWN_GRACE": str(grace), **(environ or {})})
    app = create(settings, ids=numbered(), clock=lambda: 0.0, model=model, stop=stop)
    with running(app, stop=stop, shutdown_grace=grace) as url:
        service = Service(url)
        try:
            yield service
        finally:
            # What is left open would hold up the service's end.
            for gate in model.arrivals:
                if isinstance(gate, threading.Event):
                    gate.set()
            for reading in service.readings:
                reading.leave()


def undisturbed(arrivals: Sequence[Arrival], protocol: str = "data") -> bytes:
    """Return what a client reads that is the first to ask, and stays, where nothing is kept."""
    with serving(ScriptedModel([arrival for arrival in arrivals if isinstance(arrival, tuple)])) as service:
        return service.ask(protocol).whole()


def eventually(happened: Callable[[], object]) -> None:
    """Wait until something has happened in another thread."""
    deadline = time.monotonic() + _PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


def lines(records: Sequence[logging.LogRecord], name: str = "tokenwire.chat") -> list[str]:
    """Return what one logger said."""
    return [record.getMessage() for record in records if record.name == name]
