"""What every answer of an application needs, streamed or not."""

from msgspec import Struct, field

from service.conversation import Conversation
from service.ids import Ids
from service.messages import Message
from service.model_request import ModelDefaults
from service.tool_run import ToolRun
from service.tools import Tools
from service.ui_messages import MessageLimits


class Equipment(Struct, frozen=True, kw_only=True):
    """Made once, by the settings.

    Attributes:
        conversation: who answers.
        defaults: what the settings say about every request to a model.
        limits: how much conversation is read.
        ids: where messages' ids come from.
        tools: what a model may call.
        tool_seconds: how long one call may take.
        max_steps: how often a model is asked in one answer.
    """

    conversation: Conversation
    defaults: ModelDefaults
    limits: MessageLimits
    ids: Ids
    tools: Tools = field(default_factory=Tools)
    tool_seconds: float = 60.0
    max_steps: int = 1

    def tool_run(self, messages: tuple[Message, ...], request_id: str, *, can_approve: bool = False) -> ToolRun:
        """Return what runs the tools for one request; ``can_approve``: the client can ask its user."""
        return ToolRun(
            tools=self.tools,
            can_approve=can_approve,
            messages=messages,
            request_id=request_id,
            seconds=self.tool_seconds,
        )
