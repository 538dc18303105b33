"""One message of a conversation: its blocks, read into what the model hears."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fakes.model.prompt import MadeCall, Role, ToolResult, Turn

ROLES: Mapping[str, Role] = {"user": "user", "assistant": "assistant", "system": "system"}


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool answered to the call with this id; ``index`` is the place of its block."""

    call_id: str
    index: int
    text: str
    images: tuple[str, ...]
    failed: bool


@dataclass(slots=True)
class Message:
    """A message; ``index`` is its place in the conversation. ``kinds`` are the types of its blocks, in their order.

    ``latest`` says that it was sent to the API as it is since 2026-10-21.
    """

    role: Role
    index: int = 0
    latest: bool = False
    kinds: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    calls: list[MadeCall] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where it is in the request."""
        return f"messages.{self.index}"

    @property
    def leading(self) -> int:
        """How many results it begins with."""
        return next((at for at, kind in enumerate(self.kinds) if kind != "tool_result"), len(self.kinds))

    @property
    def turn(self) -> Turn:
        """What it says itself, its results left out."""
        return Turn(self.role, "".join(self.texts), tuple(self.images), tuple(self.calls))

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What every dialect would have made of it: its results one by one, then what it says itself."""
        # Which tool a result is of follows from its call; the message names only that.
        told = [self._told(result) for result in self.results]
        return tuple(told) if told and self.leading == len(self.kinds) else (*told, self.turn)

    @staticmethod
    def _told(result: Result) -> Turn:
        from_tool = ToolResult(result.call_id, failed=result.failed)
        return Turn("tool", result.text, result.images, result=from_tool)
