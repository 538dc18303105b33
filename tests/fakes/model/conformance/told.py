"""What a client makes of an answer, whichever client it is."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.model.determinism.wish import Wish

Json = dict[str, Any]
Answer = Any
"""What a client returns, in whose types everything may be absent."""


@dataclass
class Told:
    """The words, the calls (a name and arguments), what was thought, and the tokens of prompt and answer."""

    text: str = ""
    calls: list[tuple[str, Json]] = field(default_factory=list)
    thoughts: str = ""
    usage: tuple[int, int] | None = None


@dataclass
class PartialCalls:
    """Calls that come in pieces, one call after the other: the first piece of each has its name."""

    names: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)

    def add(self, name: str | None, arguments: str | None) -> None:
        """Take a piece."""
        if name:
            self.names.append(name)
            self.arguments.append("")
        self.arguments[-1] += arguments or ""

    def whole(self) -> list[tuple[str, Json]]:
        """Return them all, once they are complete."""
        return [(name, read(arguments)) for name, arguments in zip(self.names, self.arguments, strict=True)]


Ask = Callable[[str, Wish, str], Awaitable[Told]]
"""Asks a server at an origin what is wished, in a dialect."""


def read(arguments: str | Mapping[str, Any]) -> Json:
    """The arguments of a call; some clients have read them already."""
    document: Json = json.loads(arguments) if isinstance(arguments, str) else dict(arguments)
    return document
