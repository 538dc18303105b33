from collections.abc import Collection

import pytest

from service.errors import InvalidRequest, MessageTooLong
from service.field import JSON, Field
from service.messages import AssistantMessage, Message, ReasoningPart, ToolCall, ToolMessage
from service.ui_messages import MessageLimits, read_messages

LIMITS = MessageLimits(messages=100, characters=1000)


def read(message: JSON, awaited: Collection[str] = ()) -> tuple[Message, ...]:
    return read_messages(Field([message], "messages"), LIMITS, awaited=awaited)


def invocation(step: int, call: str, result: JSON = "done") -> JSON:
    return {"state": "result", "step": step, "toolCallId": call, "toolName": "look", "args": {}, "result": result}


def test_without_parts_ai4s_invocations_come_in_the_order_of_their_steps() -> None:
    message: JSON = {
        "role": "assistant",
        "content": "Found.",
        "toolInvocations": [invocation(1, "b"), invocation(0, "a"), invocation(1, "c")],
    }
    assert read(message) == (
        AssistantMessage("", (ToolCall("a", "look", "{}"),)),
        ToolMessage("a", '"done"'),
        AssistantMessage("", (ToolCall("b", "look", "{}"), ToolCall("c", "look", "{}"))),
        ToolMessage("b", '"done"'),
        ToolMessage("c", '"done"'),
        AssistantMessage("Found."),
    )


def test_parts_are_believed_before_invocations() -> None:
    message: JSON = {
        "role": "assistant",
        "content": "Hi",
        "parts": [{"type": "text", "text": "Hi"}],
        "toolInvocations": [{"state": "call", "toolCallId": "a", "toolName": "look", "args": {}}],
    }
    assert read(message) == (AssistantMessage("Hi"),)


def test_ai4s_tools_of_another_step_begin_another_message() -> None:
    parts: JSON = [{"type": "tool-invocation", "toolInvocation": invocation(step, str(step))} for step in (0, 1)]
    first, _, second, _ = read_messages(Field([{"role": "assistant", "content": "", "parts": parts}], "m"), LIMITS)
    assert (first, second) == (
        AssistantMessage("", (ToolCall("0", "look", "{}"),)),
        AssistantMessage("", (ToolCall("1", "look", "{}"),)),
    )


@pytest.mark.parametrize("step", [None, "1", 1.5])
def test_a_step_that_is_no_number_is_the_first(step: JSON) -> None:
    part: JSON = {"type": "tool-invocation", "toolInvocation": {**invocation(0, "a"), "step": step}}  # type: ignore[dict-item]
    messages = read({"role": "assistant", "content": "", "parts": [part]})
    assert messages == (AssistantMessage("", (ToolCall("a", "look", "{}"),)), ToolMessage("a", '"done"'))


@pytest.mark.parametrize(
    ("part", "call"),
    [
        ({"type": "dynamic-tool", "toolName": "look", "input": {"x": 1}}, ToolCall("a", "look", '{"x":1}')),
        ({"type": "tool-look", "rawInput": {"x": 1}}, ToolCall("a", "look", '{"x":1}')),
        ({"type": "tool-look", "input": "no object"}, ToolCall("a", "look", "{}")),
        ({"type": "tool-look"}, ToolCall("a", "look", "{}")),
        ({"type": "tool-\ud83d", "input": {}}, ToolCall("a", "\ufffd", "{}")),
    ],
    ids=["dynamic", "raw input", "no object", "no input", "lone surrogate"],
)
def test_a_calls_arguments_are_always_an_object(part: dict[str, JSON], call: ToolCall) -> None:
    whole: JSON = {"toolCallId": "a", "state": "output-available", "output": "done", **part}
    assert read({"role": "assistant", "parts": [whole]}) == (AssistantMessage(None, (call,)), ToolMessage("a", "done"))


@pytest.mark.parametrize(
    ("approval", "text"),
    [
        ({"approval": {"reason": "too late"}}, "too late"),
        ({"approval": {}}, "Tool call execution denied."),
        ({}, "Tool call execution denied."),
    ],
)
def test_a_denied_call_says_why(approval: dict[str, JSON], text: str) -> None:
    part: JSON = {"type": "tool-look", "toolCallId": "a", "state": "output-denied", **approval}
    messages = read_messages(Field([{"role": "assistant", "parts": [part]}], "messages"), LIMITS)
    assert messages[1] == ToolMessage("a", text)


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        ({"type": "tool-look"}, "messages[0].parts[0].state is missing"),
        ({"type": "dynamic-tool"}, "messages[0].parts[0].toolName is missing"),
        ({"type": "tool-look", "state": "output-error"}, "messages[0].parts[0].errorText is missing"),
        ({"type": "tool-look", "state": "output-available"}, "messages[0].parts[0].toolCallId is missing"),
        ({"type": "tool-invocation"}, "messages[0].parts[0].state is missing"),
    ],
)
def test_a_broken_tool_part_is_named(part: JSON, complaint: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read({"role": "assistant", "parts": [part]})
    assert refusal.value.message == complaint


def test_arguments_and_results_count_as_text() -> None:
    part: JSON = {"type": "tool-look", "toolCallId": "a", "state": "output-available", "output": "x" * 1001}
    with pytest.raises(MessageTooLong):
        read({"role": "assistant", "parts": [part]})


@pytest.mark.parametrize("kind", ["source-url", "reasoning", "file", "data-weather", "from-the-future"])
def test_what_is_nothing_to_a_model_is_passed_over(kind: str) -> None:
    parts: JSON = [{"type": kind}, {"type": "text", "text": "Hi"}]
    assert read({"role": "assistant", "parts": parts}) == (AssistantMessage("Hi"),)


def waiting(call_id: str, state: str = "approval-responded") -> JSON:
    answer: JSON = {"id": "ap", "approved": True}
    return {"type": "tool-look", "toolCallId": call_id, "state": state, "input": {"x": 1}, "approval": answer}


CALL_A = ToolCall("a", "look", '{"x":1}')
TEXT: JSON = {"type": "text", "text": "Checking."}
STEP: JSON = {"type": "step-start"}
DONE: JSON = {"type": "tool-look", "toolCallId": "b", "state": "output-available", "output": "done"}

AWAITED: dict[str, tuple[list[JSON], Collection[str], list[Message]]] = {
    "nobody awaits it": ([TEXT, waiting("a")], (), [AssistantMessage("Checking.")]),
    "awaited": ([TEXT, waiting("a")], {"a"}, [AssistantMessage("Checking.", (CALL_A,))]),
    "alone": ([STEP, waiting("a")], {"a"}, [AssistantMessage(None, (CALL_A,))]),
    "another is": ([TEXT, waiting("a")], {"z"}, [AssistantMessage("Checking.")]),
    "not answered yet": ([TEXT, waiting("a", "approval-requested")], {"a"}, [AssistantMessage("Checking.")]),
    "behind a call that has its result": (
        [waiting("a"), DONE],
        {"a"},
        [AssistantMessage(None, (ToolCall("b", "look", "{}"), CALL_A)), ToolMessage("b", "done")],
    ),
    "in an earlier step": ([waiting("a"), STEP, TEXT], {"a"}, [AssistantMessage("Checking.")]),
}
"""Parts of the last message, the calls that are about to be made, and what a model is told."""


@pytest.mark.parametrize(("parts", "awaited", "messages"), AWAITED.values(), ids=AWAITED)
def test_a_call_that_was_answered_for_is_told_where_its_result_is_awaited(
    parts: list[JSON], awaited: Collection[str], messages: list[Message]
) -> None:
    assert read({"role": "assistant", "parts": [TEXT, STEP, *parts]}, awaited) == (
        AssistantMessage("Checking."),
        *messages,
    )


def test_only_the_last_messages_calls_are_awaited() -> None:
    assistant: JSON = {"role": "assistant", "parts": [TEXT, waiting("a")]}
    messages = read_messages(Field([assistant, assistant], "messages"), LIMITS, awaited={"a"})
    assert messages == (AssistantMessage("Checking."), AssistantMessage("Checking.", (CALL_A,)))


def thought(text: str) -> JSON:
    return {"type": "reasoning", "text": text}


THOUGHTFUL: dict[str, tuple[list[JSON], list[Message]]] = {
    "before a text": ([thought("hm"), TEXT], [AssistantMessage("Checking.", (), (ReasoningPart("hm"),))]),
    "nothing else": ([thought("hm")], [AssistantMessage("", (), (ReasoningPart("hm"),))]),
    "of each step": (
        [thought("1"), TEXT, STEP, thought("2"), thought("3"), DONE],
        [
            AssistantMessage("Checking.", (), (ReasoningPart("1"),)),
            AssistantMessage(None, (ToolCall("b", "look", "{}"),), (ReasoningPart("2"), ReasoningPart("3"))),
            ToolMessage("b", "done"),
        ],
    ),
    "a file, and nothing else": ([{"type": "file", "mediaType": "image/png", "url": "x"}], [AssistantMessage("")]),
}


@pytest.mark.parametrize(("parts", "messages"), THOUGHTFUL.values(), ids=THOUGHTFUL)
def test_thoughts_belong_to_their_step(parts: list[JSON], messages: list[Message]) -> None:
    assert read({"role": "assistant", "parts": parts}) == tuple(messages)


def ai4_thought(text: str) -> JSON:
    return {"type": "reasoning", "reasoning": text, "details": [{"type": "text", "text": text}]}


def ai4_tool(step: int, call: str) -> JSON:
    return {"type": "tool-invocation", "toolInvocation": invocation(step, call)}


THOUGHTFUL_AI4: dict[str, tuple[list[JSON], list[Message]]] = {
    "before a text": ([ai4_thought("hm"), TEXT], [AssistantMessage("Checking.", (), (ReasoningPart("hm"),))]),
    "behind a tool, before the text": (
        [ai4_tool(0, "a"), ai4_thought("hm"), TEXT],
        [
            AssistantMessage("", (ToolCall("a", "look", "{}"),)),
            ToolMessage("a", '"done"'),
            AssistantMessage("Checking.", (), (ReasoningPart("hm"),)),
        ],
    ),
    "behind a tool, before another step's": (
        [ai4_tool(0, "a"), ai4_thought("hm"), ai4_tool(1, "b")],
        [
            AssistantMessage("", (ToolCall("a", "look", "{}"),)),
            ToolMessage("a", '"done"'),
            AssistantMessage("", (ToolCall("b", "look", "{}"),), (ReasoningPart("hm"),)),
            ToolMessage("b", '"done"'),
        ],
    ),
    "of nothing": ([TEXT, ai4_thought("hm")], [AssistantMessage("Checking.")]),
}


@pytest.mark.parametrize(("parts", "messages"), THOUGHTFUL_AI4.values(), ids=THOUGHTFUL_AI4)
def test_ai4s_thoughts_belong_to_what_was_thought_of(parts: list[JSON], messages: list[Message]) -> None:
    assert read({"role": "assistant", "content": "", "parts": parts}) == tuple(messages)


def test_thoughts_do_not_count_as_text() -> None:
    assert read({"role": "assistant", "parts": [thought("x" * 1001), TEXT]})
