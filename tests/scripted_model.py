"""A LanguageModel that does what a test tells it to."""

import threading
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

import anyio

from service.model import ModelChunk, ModelRequest

Arrival = tuple[ModelChunk, ...] | Exception | float | anyio.Event | threading.Event
"""What happens next: chunks arrive, something is raised, seconds pass, or nothing until an event is set.

A threading.Event opens from another thread, when the model runs in a server's.
"""


@dataclass
class ScriptedModel:
    """Plays its arrivals for every request and remembers what it was asked and whether it was closed."""

    arrivals: Sequence[Arrival]
    requests: list[ModelRequest] = field(default_factory=list)
    closed: anyio.Event = field(default_factory=anyio.Event)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        self.requests.append(request)
        try:
            for arrival in self.arrivals:
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
                    case _:
                        yield arrival
        finally:
            self.closed.set()
