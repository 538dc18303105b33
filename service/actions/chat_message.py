"""``chat-message``: what ``chat-v2-stream`` would stream, as one message."""

from service.actions.replies import ending
from service.field import JSON, Field
from service.operations import OperationContext, operation
from service.requests import read_chat


@operation("chat-message")
async def chat_message(_payload: Field, context: OperationContext) -> dict[str, JSON]:
    """Answer a chat; it is read as a whole, as the stream's is."""
    chat = read_chat(context.request, context.equipment.limits)
    completion = await context.complete(context.defaults.complete(chat), chat.approvals)
    message: JSON = {"id": context.equipment.ids.message(), "role": "assistant", "content": completion.text}
    return {"message": message, **ending(completion)}
