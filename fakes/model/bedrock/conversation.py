"""``system`` and ``messages`` -> the turns of the conversation, and the law of their order."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from fakes.model.api_error import ApiError
from fakes.model.bedrock.message import Message, read_block, read_message
from fakes.model.field import Field
from fakes.model.prompt import ToolResult, Turn


def read_turns(body: Field) -> tuple[Turn, ...]:
    """Return the turns of a request whose shape is right, the system's first.

    Raises:
        ApiError: a message is empty, or the conversation is not in order.
    """
    field = body.get("messages")
    messages = [read_message(entry, index) for index, entry in enumerate(field.items())] if field else []
    _check_roles(messages)
    _check_tools(messages, offered=body.get("toolConfig") is not None)
    names = {call.id: call.name for message in messages for call in message.calls}
    return (*_system(body), *(turn for message in messages for turn in _turns(message, names)))


def _system(body: Field) -> tuple[Turn, ...]:
    field = body.get("system")
    if field is None:
        return ()
    said = Message("system")
    for number, block in enumerate(field.items()):
        read_block(block, said, f"system.{number}")
    return (Turn("system", "".join(said.texts)),) if said.kinds else ()


def _turns(message: Message, names: Mapping[str, str]) -> Sequence[Turn]:
    told = [
        Turn("tool", one.text, one.images, result=ToolResult(one.call_id, names[one.call_id], one.failed))
        for one in message.results
    ]
    silent = set(message.kinds) <= {"toolResult", "cachePoint"}
    return told if told and silent else [*told, message.turn]


def _check_roles(messages: Sequence[Message]) -> None:
    if not messages or messages[0].role != "user":
        raise _disorder(
            "A conversation must start with a user message. Try again with a conversation that starts with a user "
            "message."
        )
    if any(one.role == other.role for one, other in pairwise(messages)):
        raise _disorder(
            "A conversation must alternate between user and assistant roles. Make sure the conversation alternates "
            "between user and assistant roles and try again."
        )


def _check_tools(messages: Sequence[Message], *, offered: bool) -> None:
    if not offered and any(message.calls or message.results for message in messages):
        raise _disorder("The toolConfig field must be defined when using toolUse and toolResult content blocks.")
    before = Message("assistant")
    # What follows the last message answers nothing.
    for message in (*messages, Message("user", len(messages))):
        answered = [result.call_id for result in message.results]
        if len(answered) > len(before.calls):
            raise _disorder(
                f"The number of toolResult blocks at {message.place} exceeds the number of toolUse blocks of previous "
                "turn."
            )
        if missing := [call.id for call in before.calls if call.id not in answered]:
            raise _disorder(
                f"Expected toolResult blocks at {message.place} for the following Ids: {', '.join(missing)}"
            )
        before = message


def _disorder(message: str) -> ApiError:
    return ApiError(400, message, code="invalid_tool_turn", param="messages")
