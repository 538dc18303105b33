"""``system`` and ``messages`` -> the turns of the conversation, and the law of their order."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from fakes.model.anthropic.content import read_content, read_message
from fakes.model.anthropic.message import Message
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.prompt import Turn

_THOUGHTS = ("thinking", "redacted_thinking")

_Group = tuple[Message, ...]
"""Messages of one role in a row, which the API takes as one."""


def read_turns(body: Field, *, thinks: bool, latest: bool) -> tuple[Turn, ...]:
    """Return the turns of a request, the system's first.

    ``thinks`` says that thinking is enabled with a budget, ``latest`` that the API is asked as it is now.

    Raises:
        ApiError: a message is empty, or the conversation is not in order.
        FieldError: a message lacks what it needs.
    """
    entries = tuple(body.require("messages").items())
    messages = [Message("user", at, latest=latest) for at in range(len(entries))]
    for entry, message in zip(entries, messages, strict=True):
        read_message(entry, message, last=message is messages[-1])
    groups = _grouped(messages)
    if not groups:
        raise ApiError(400, "messages: at least one message is required")
    if groups[0][0].role != "user":
        raise ApiError(400, 'messages: first message must use the "user" role')
    _check_calls(groups)
    if messages[-1].role == "assistant" and messages[-1].texts and messages[-1].texts[-1][-1].isspace():
        raise ApiError(400, "messages: final assistant content cannot end with trailing whitespace")
    if thinks:
        _check_thoughts(groups)
    return (*_system(body), *(turn for message in messages for turn in message.turns))


def _system(body: Field) -> tuple[Turn, ...]:
    system = body.get("system")
    if system is None or system.value in ("", []):
        return ()
    said = Message("system")
    read_content(system, said, ("text",))
    return (said.turn,)


def _grouped(messages: Sequence[Message]) -> list[_Group]:
    # What the system says in between answers nobody and calls nothing.
    spoken = [message for message in messages if message.role != "system"]
    return [tuple(group) for _, group in groupby(spoken, lambda message: message.role)]


def _check_calls(groups: Sequence[_Group]) -> None:
    seen: set[str] = set()
    before: _Group = ()
    # What follows the last message answers nothing.
    for group in (*groups, ()):
        answered = _check_results(group, {call.id for message in before for call in message.calls})
        for message in before:
            if missing := [call.id for call in message.calls if call.id not in answered]:
                raise ApiError(
                    400,
                    f"{message.place}: `tool_use` ids were found without `tool_result` blocks immediately after: "
                    f"{', '.join(missing)}. Each `tool_use` block must have a corresponding `tool_result` block in the "
                    "next message.",
                    code="invalid_tool_turn",
                )
        for call in (call for message in group for call in message.calls):
            if call.id in seen:
                raise ApiError(400, "messages: `tool_use` ids must be unique", code="invalid_tool_turn")
            seen.add(call.id)
        before = group


def _check_results(group: _Group, called: set[str]) -> set[str]:
    """Return the calls that are answered where they must be: before anything else is said."""
    answered: set[str] = set()
    told: set[str] = set()
    leading = True
    for message in group:
        for result in message.results:
            place = f"{message.place}.content.{result.index}"
            if result.call_id not in called:
                raise ApiError(
                    400,
                    f"{place}: unexpected `tool_use_id` found in `tool_result` blocks: {result.call_id}. Each "
                    "`tool_result` block must have a corresponding `tool_use` block in the previous message.",
                    code="invalid_tool_turn",
                )
            if result.call_id in told:
                raise ApiError(
                    400,
                    f"{place}: each tool_use must have a single result. Found multiple `tool_result` blocks with id: "
                    f"{result.call_id}",
                    code="invalid_tool_turn",
                )
            told.add(result.call_id)
            if leading and result.index < message.leading:
                answered.add(result.call_id)
        leading = leading and message.leading == len(message.kinds)
    return answered


def _check_thoughts(groups: Sequence[_Group]) -> None:
    first = next(_last_answers(groups), None)
    if first is not None and first.kinds and first.kinds[0] not in _THOUGHTS:
        raise ApiError(
            400,
            f"{first.place}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{first.kinds[0]}`. "
            "When `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the "
            "lastmost set of `tool_use` and `tool_result` blocks).",
        )


def _last_answers(groups: Sequence[_Group]) -> Iterator[Message]:
    """Yield what the assistant has said since somebody spoke who is no tool."""
    asked = max(
        (
            at
            for at, group in enumerate(groups)
            if not any(message.results for message in group) and group[0].role == "user"
        ),
        default=-1,
    )
    return (message for group in groups[asked + 1 :] for message in group if message.role == "assistant")
