"""What a tool may know besides its arguments."""

from msgspec import Struct

from service.messages import Message


class ToolContext(Struct, frozen=True, kw_only=True):
    """Where a tool is called from.

    Attributes:
        call_id: the call's id, which the client sees too.
        request_id: what the log calls the request.
        messages: the conversation that made the model call, oldest first, without the answer that holds this call.
    """

    call_id: str
    request_id: str
    messages: tuple[Message, ...]
