"""A LanguageModel that does what a test tells it to."""

import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

import anyio

from service.model import ModelChunk, ModelRequest

Arrival = tuple[ModelChunk, ...] | Exception | float | anyio.Event | threading.Event | Callable[[], object]
"""What happens next: chunks arrive, something is raised, seconds pass, nothing until an event is set, or a call.

A threading.Event opens from another thread, when the model runs in a server's.
"""


@dataclass
class ScriptedModel:
    """Plays its arrivals for every request and remembers what it was asked and whether it was closed.

    Attributes:
        arrivals: what it plays for the first request, and for all where ``then`` is empty.
        then: what it plays for the requests after the first; the last of it again and again.
        requests: what it was asked.
        closed: set once a request is over.
        running: how many requests are not over.
    """

    arrivals: Sequence[Arrival]
    then: Sequence[Sequence[Arrival]] = ()
    requests: list[ModelRequest] = field(default_factory=list)
    closed: anyio.Event = field(default_factory=anyio.Event)
    running: int = 0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        plays = (self.arrivals, *self.then)
        arrivals = plays[min(len(self.requests), len(plays) - 1)]
        self.requests.append(request)
        self.running += 1
        try:
            for arrival in arrivals:
                match arrival:
                    case Exception():
                        raise arrival
                    case float():
                        await anyio.sleep(arrival)
                    case anyio.Event():
                        await arrival.wait()
                    case threading.Event():
                        while not arrival.is_set():  # noqa: ASYNC110 - it opens in another thread
                            await anyio.sleep(0.005)
                    case tuple():
                        yield arrival
                    case _:
                        arrival()
        finally:
            self.running -= 1
            self.closed.set()
