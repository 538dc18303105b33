"""What is to be answered, and how."""

from collections.abc import Callable

from msgspec import Struct, field

from service.approvals import Approval
from service.errors import ServiceError
from service.model import ModelRequest
from service.tool_run import ToolRun

Report = Callable[[ServiceError], None]


class Turn(Struct, frozen=True, kw_only=True):
    """One turn of the conversation: the assistant's.

    Attributes:
        request: what to ask the model first.
        message_id: the answer's id; that of the message in the request if it goes on.
        report: told of a failure after the commit point.
        tools: runs the tools that the model calls.
        approvals: what the user said of calls that waited for it; they come before the model is asked.
        max_steps: how often the model is asked; what it says of its tools' results is a step too.
        seconds: how long the server lets the whole answer take, where that is less than our own patience.
    """

    request: ModelRequest
    message_id: str
    report: Report
    tools: ToolRun = field(default_factory=ToolRun)
    approvals: tuple[Approval, ...] = ()
    max_steps: int = 1
    seconds: float | None = None
