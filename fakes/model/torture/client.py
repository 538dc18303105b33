"""What is tortured: how a client is started, interrupted and ended, whatever it is."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from fakes.model.torture.target import Target


@dataclass(frozen=True, slots=True)
class Ending:
    """How a client ended: whether it says that all went well, what it printed or returned, and how, in words."""

    well: bool
    output: str
    how: str


class Run(Protocol):
    """A client at work. ``task`` ends when the client does."""

    task: asyncio.Task[Ending]

    def interrupt(self) -> None:
        """Ask the client to stop, as its user would."""
        ...

    async def kill(self) -> None:
        """End everything that was started and still runs."""
        ...


class Client(Protocol):
    """Something that can be started, again and again."""

    async def start(self, target: Target) -> Run:
        """Start it on a target."""
        ...
