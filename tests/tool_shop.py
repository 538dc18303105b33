"""Tools, and a model that calls them, in tests."""

from collections.abc import Sequence

from service.messages import Message
from service.model import FinishChunk, TextChunk, ToolCallChunk
from service.tools import ToolError, Tools
from tests.asked import STOP, Asked
from tests.scripted_model import Arrival, ScriptedModel

CALLED = FinishChunk("tool-calls")
DONE: Sequence[Arrival] = [(TextChunk("Done"), STOP)]


def shop() -> Tools:
    """Return a tool of each kind."""
    tools = Tools()

    @tools.tool
    async def double(number: int) -> int:
        return 2 * number

    @tools.tool
    async def refuse() -> None:
        raise ToolError("Not on Sundays")

    @tools.tool
    async def break_() -> None:
        raise KeyError("sk-secret")

    @tools.tool(needs_approval=True)
    async def delete() -> None: ...

    @tools.tool(client=True)
    def confirm() -> None: ...

    return tools


def call(name: str, arguments: str = "{}", *, index: int = 0, call_id: str | None = "c") -> ToolCallChunk:
    """Return a whole call."""
    return ToolCallChunk(index, call_id, name, arguments)


def calling(*calls: ToolCallChunk) -> list[Arrival]:
    """Return what a model says that only calls tools."""
    return [(*calls, CALLED)]


def asked(arrivals: Sequence[Arrival], *then: Sequence[Arrival], tools: Tools | None = None) -> Asked:
    """Return a conversation of up to five steps, the last of which says that it is done."""
    return Asked(ScriptedModel(arrivals, then or [DONE]), tools=shop() if tools is None else tools, max_steps=5)


def messages_of(one: Asked) -> list[tuple[Message, ...]]:
    """Return what the model was asked, step by step."""
    assert isinstance(one.model, ScriptedModel)
    return [request.messages for request in one.model.requests]
