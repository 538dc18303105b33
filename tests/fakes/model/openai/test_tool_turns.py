import pytest

from fakes.model.field import Field, FieldError
from fakes.model.openai.message import Message
from fakes.model.openai.tool_turns import check_tool_turns
from fakes.model.prompt import MadeCall

PLACE = Field([], "messages")
USER = Message("user", "Hi")
CALL = Message("assistant", calls=(MadeCall("one", "a", "{}"),))
CALLS = Message("assistant", calls=(MadeCall("one", "a", "{}"), MadeCall("two", "a", "{}")))
ONE = Message("tool", answers="one")
TWO = Message("tool", answers="two")

LAWFUL = [(USER,), (USER, CALL, ONE), (CALLS, TWO, ONE, USER), (CALL, ONE, CALL, ONE), (CALLS, ONE, TWO, CALL, ONE)]

UNLAWFUL = [
    ((USER, ONE), "'messages[1]' answers a tool call that the assistant message before it did not make."),
    ((CALL, ONE, ONE), "'messages[2]' answers a tool call that the assistant message before it did not make."),
    ((CALL, TWO), "'messages[1]' answers a tool call that the assistant message before it did not make."),
    ((CALLS, ONE, USER), "'messages[2]' lacks tool messages that answer these calls of the assistant: two."),
    ((CALLS,), "'messages' lacks tool messages that answer these calls of the assistant: one, two."),
]


@pytest.mark.parametrize("messages", LAWFUL)
def test_every_call_is_answered_at_once(messages: tuple[Message, ...]) -> None:
    check_tool_turns(messages, PLACE)


@pytest.mark.parametrize(("messages", "complaint"), UNLAWFUL)
def test_anything_else_is_refused(messages: tuple[Message, ...], complaint: str) -> None:
    with pytest.raises(FieldError) as caught:
        check_tool_turns(messages, PLACE)

    assert (str(caught.value), caught.value.code) == (complaint, "invalid_tool_turn")
