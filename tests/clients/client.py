"""A real AI SDK client, as an application holds it, and the endpoint that it talks to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .generation import GENERATIONS, Generation
from .program import Program
from .report import Report

_TIMEOUT_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A door of a generation, open to an endpoint.

    Attributes:
        program: has the conversations.
        door: how an application holds the client: useChat, callChatApi, Chat, useCompletion, useObject.
        api: the endpoint; a conversation may name another one.
        body: what the application sends along with every request.
    """

    program: Program
    door: str
    api: str = "http://127.0.0.1:1/api/chat"
    body: Mapping[str, object] = field(default_factory=dict)

    @property
    def generation(self) -> Generation:
        """Which client it is."""
        return self.program.generation

    def talk(self, message: str | None = None, **options: object) -> Report:
        """Have one conversation; the options are those of ``arguments.mjs``.

        Raises:
            ProgramFailed: with what the program says.
        """
        (report,) = self.talk_often([{"message": message, **options}])
        return report

    def talk_often(self, conversations: Iterable[Mapping[str, Any]]) -> list[Report]:
        """Have many conversations side by side."""
        own = {"timeoutMs": _TIMEOUT_MS, "api": self.api, "door": self.door}
        asked = [{**own, **given, "body": {**self.body, **given.get("body", {})}} for given in conversations]
        return [Report.of(printed) for printed in self.program.run(asked)]


CHAT_DOORS = tuple((generation, door) for generation in GENERATIONS for door in generation.doors)
"""Every way to hold a chat."""


def name_of(door: tuple[Generation, str]) -> str:
    """Return how a test calls it."""
    return f"{door[0]}-{door[1]}"
