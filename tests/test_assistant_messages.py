import json
from pathlib import Path

import pytest

from service.errors import InvalidRequest, MessageTooLong
from service.field import JSON, Field
from service.messages import AssistantMessage, ToolCall, ToolMessage
from service.providers.openai_messages import to_openai
from service.ui_messages import MessageLimits, read_messages

LIMITS = MessageLimits(messages=100, characters=1000)
SDKS = json.loads((Path(__file__).parent / "vectors" / "tool_history.json").read_text())["sdks"]

LEFT_OUT = {
    # ai 5 sends a call nobody answered, which OpenAI then refuses; ai 4, 6 and 7 throw. We leave the call out.
    ("4", "tool-call-unanswered"): [{"role": "user", "content": "Q"}, {"role": "assistant", "content": ""}],
    ("4", "tool-partial"): [{"role": "user", "content": "Q"}, {"role": "assistant", "content": ""}],
    **{
        (sdk, case): [{"role": "user", "content": "Q"}]
        for sdk in "567"
        for case in ("tool-input-streaming", "tool-input-available", "tool-approval-requested")
    },
    **{
        (sdk, "tool-unanswered-then-user"): [
            {"role": "user", "content": "Q"},
            {"role": "user", "content": "never mind"},
        ]
        for sdk in "567"
    },
}
WORDED_AS_IN_6 = {
    # ai 7 wraps these texts in {"error": ...}, ai 5 forgets the denial; one history has one meaning here.
    ("5", "tool-output-denied"): ("6", "tool-output-denied"),
    ("7", "tool-output-denied"): ("6", "tool-output-denied"),
    ("7", "tool-output-error"): ("6", "tool-output-error"),
}
CASES = [(sdk, case) for sdk, cases in SDKS.items() for case in cases]


def expected(sdk: str, case: str) -> object:
    if (sdk, case) in LEFT_OUT:
        return LEFT_OUT[sdk, case]
    sdk, case = WORDED_AS_IN_6.get((sdk, case), (sdk, case))
    return SDKS[sdk][case]["openaiMessages"]


def read(message: JSON) -> object:
    return read_messages(Field([message], "messages"), LIMITS)


@pytest.mark.parametrize(("sdk", "case"), CASES)
def test_tools_are_told_to_the_model_as_the_sdk_tells_them(sdk: str, case: str) -> None:
    messages = read_messages(Field(SDKS[sdk][case]["messages"], "messages"), LIMITS)
    assert to_openai(messages) == expected(sdk, case)


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
