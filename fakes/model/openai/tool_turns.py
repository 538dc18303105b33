"""The law of tool messages: every call is answered, at once, and nothing is answered that was not called."""

from collections.abc import Sequence

from fakes.model.field import Field, FieldError
from fakes.model.openai.message import Message

_CODE = "invalid_tool_turn"


def check_tool_turns(messages: Sequence[Message], field: Field) -> None:
    """Judge the order of a conversation; ``field`` is its place in the request.

    Raises:
        FieldError: a tool message without its call, or a call that the messages right after it do not answer.
    """
    open_calls: set[str] = set()
    for index, message in enumerate(messages):
        path = f"{field.path}[{index}]"
        if message.answers is not None:
            if message.answers not in open_calls:
                raise FieldError(path, "answers a tool call that the assistant message before it did not make", _CODE)
            open_calls.discard(message.answers)
            continue
        if open_calls:
            raise _unanswered(path, open_calls)
        open_calls = {call.id for call in message.calls}
    if open_calls:
        raise _unanswered(field.path, open_calls)


def _unanswered(path: str, calls: set[str]) -> FieldError:
    ids = ", ".join(sorted(calls))
    return FieldError(path, f"lacks tool messages that answer these calls of the assistant: {ids}", _CODE)
