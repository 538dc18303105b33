import itertools
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Any

import anyio
import anyio.to_thread
import pytest
from msgspec.structs import replace
from pydantic import AfterValidator

from service.approvals import Approval
from service.events import Event, MessageEnd, MessageStart, StepEnd, StepStart
from service.field import JSON
from service.grammar import Grammar
from service.messages import UserMessage
from service.together import Events
from service.tool_call import Call
from service.tool_events import (
    ToolApprovalRequest,
    ToolInput,
    ToolInputDelta,
    ToolInputError,
    ToolInputStart,
    ToolOutput,
    ToolOutputDenied,
    ToolOutputError,
)
from service.tool_outcomes import ToolOutcomes
from service.tool_run import ToolRun
from service.tools import ToolContext, ToolError, Tools
from service.usage import Usage

pytestmark = pytest.mark.anyio

SECRET = "hunter2"
TOOLS = Tools()


@TOOLS.tool
async def double(number: int) -> int:
    return 2 * number


@TOOLS.tool
def half(number: int = 2) -> float:
    return number / 2


@TOOLS.tool
def count(to: int) -> Iterator[int]:
    yield from range(1, to + 1)


@TOOLS.tool
async def spell(word: str) -> AsyncIterator[str]:
    for end in range(len(word)):
        yield word[: end + 1]


@TOOLS.tool
async def fail() -> None:
    raise KeyError(SECRET)


@TOOLS.tool
def fail_late() -> Iterator[int]:
    yield 1
    raise KeyError(SECRET)


@TOOLS.tool
async def refuse() -> None:
    async with anyio.create_task_group():
        raise ToolError("Not on Sundays")


@TOOLS.tool
def leave() -> None:
    raise SystemExit(SECRET)


@TOOLS.tool
async def cancel_itself() -> None:
    raise anyio.get_cancelled_exc_class()


@TOOLS.tool
async def not_json() -> object:
    return object()


@TOOLS.tool
async def not_json_yet() -> AsyncIterator[object]:
    yield float("nan")
    yield 1


@TOOLS.tool(client=True)
def ask(question: str = "?") -> None:
    raise AssertionError(question)


@TOOLS.tool(needs_approval=True)
def delete(path: str) -> str:
    return f"{path} is gone"


@TOOLS.tool(needs_approval=lambda arguments: arguments["amount"] > 100)
async def pay(amount: int = 1) -> int:
    return amount


async def is_dear(arguments: Mapping[str, Any]) -> bool:
    return bool(arguments["amount"] > 100)


async def doubt(_arguments: Mapping[str, Any]) -> bool:
    raise KeyError(SECRET)


async def decline(_arguments: Mapping[str, Any]) -> bool:
    raise ToolError("The shop is closed")


TOOLS.tool(name="pay-async", needs_approval=is_dear)(pay)
TOOLS.tool(name="pay-doubt", needs_approval=doubt)(pay)
TOOLS.tool(name="pay-never", needs_approval=decline)(pay)


def doubtful(_value: str) -> str:
    raise KeyError(SECRET)


@TOOLS.tool
def check(word: Annotated[str, AfterValidator(doubtful)]) -> str:
    return word


@TOOLS.tool
def where(context: ToolContext) -> JSON:
    return [context.call_id, context.request_id, len(context.messages)]


def run_of(seconds: float = 20, *, can_approve: bool = True) -> ToolRun:
    return ToolRun(
        tools=TOOLS,
        can_approve=can_approve,
        messages=(UserMessage(()),),
        request_id="req-1",
        seconds=seconds,
    )


async def all_of(events: Events) -> list[Event]:
    with anyio.fail_after(20):
        return [event async for some in events for event in some]


async def called(name: str, arguments: str = "{}", run: ToolRun | None = None) -> list[Event]:
    """Return what becomes of one call, its input aside."""
    first, *others = await all_of((run or run_of()).calls([Call("c", name, arguments)]))
    assert isinstance(first, ToolInput)
    return others


# What is said of a call's input.


INPUTS: dict[str, tuple[str, str, Event]] = {
    "good": ("double", '{"number": 1}', ToolInput("c", "double", {"number": 1})),
    "nothing for none": ("fail", " ", ToolInput("c", "fail", {})),
    "a client's": ("ask", '{"question": "Sure?"}', ToolInput("c", "ask", {"question": "Sure?"})),
    "a client's that is broken": (
        "ask",
        "[1]",
        ToolInputError("c", "ask", [1], "The tool's arguments are not a JSON object"),
    ),
    "not JSON": (
        "double",
        '{"number": ',
        ToolInputError("c", "double", '{"number": ', "The tool's arguments are not a JSON object"),
    ),
    "not an object": (
        "double",
        " [1]",
        ToolInputError("c", "double", [1], "The tool's arguments are not a JSON object"),
    ),
    "missing": ("double", "", ToolInputError("c", "double", {}, "arguments.number is missing")),
    "another type": (
        "double",
        '{"number": "1"}',
        ToolInputError("c", "double", {"number": "1"}, "arguments.number must be a whole number"),
    ),
    "a validator that fails": (
        "check",
        '{"word": "a"}',
        ToolInputError("c", "check", {"word": "a"}, "The tool failed"),
    ),
    "no such tool": ("dance", "{}", ToolInputError("c", "dance", {}, "There is no such tool")),
    "no name": ("", "{}", ToolInputError("c", "", {}, "There is no such tool")),
}


@pytest.mark.parametrize(("name", "arguments", "event"), INPUTS.values(), ids=INPUTS)
async def test_a_call_is_told_before_anything_comes_of_it(name: str, arguments: str, event: Event) -> None:
    first, *others = await all_of(run_of().calls([Call("c", name, arguments)]))
    assert type(first) is type(event)
    if isinstance(first, ToolInputError) and isinstance(event, ToolInputError):
        assert first.message.startswith(event.message)
    else:
        assert first == event
    # Nothing follows what is not ours to run.
    assert bool(others) == (name not in {"ask", "dance", ""} and isinstance(event, ToolInput))


async def test_all_calls_are_told_before_any_of_them_runs() -> None:
    calls = [Call("1", "half"), Call("2", "dance"), Call("3", "ask"), Call("4", "half")]
    batches = [events async for events in run_of().calls(calls)]
    assert [getattr(event, "call_id", "") for event in batches[0]] == ["1", "2", "3", "4"]
    assert sorted(getattr(event, "call_id", "") for events in batches[1:] for event in events) == ["1", "4"]


async def test_without_calls_nothing_is_told() -> None:
    assert await all_of(run_of().calls([])) == []
    assert await all_of(run_of().approvals([])) == []


# What becomes of it.


def shown(*values: JSON) -> list[Event]:
    return [*(ToolOutput("c", value, preliminary=True) for value in values), ToolOutput("c", values[-1])]


FAILED = ToolOutputError("c", "The tool failed")
ASKED = ToolApprovalRequest("approval-c", "c")
OUTCOMES: dict[str, tuple[str, str, list[Event]]] = {
    "async": ("double", '{"number": 2}', [ToolOutput("c", 4)]),
    "sync, by default": ("half", "{}", [ToolOutput("c", 1.0)]),
    "generator": ("count", '{"to": 3}', shown(1, 2, 3)),
    "async generator": ("spell", '{"word": "ab"}', shown("a", "ab")),
    "context": ("where", "{}", [ToolOutput("c", ["c", "req-1", 1])]),
    "exception": ("fail", "{}", [FAILED]),
    "exception behind a value": ("fail_late", "{}", [ToolOutput("c", 1, preliminary=True), FAILED]),
    "public words": ("refuse", "{}", [ToolOutputError("c", "Not on Sundays")]),
    "exit": ("leave", "{}", [FAILED]),
    "a cancellation of its own": ("cancel_itself", "{}", [FAILED]),
    "not JSON": ("not_json", "{}", [FAILED]),
    "not JSON yet": ("not_json_yet", "{}", [FAILED]),
    "consent": ("delete", '{"path": "/x"}', [ASKED]),
    "consent for these arguments": ("pay", '{"amount": 101}', [ASKED]),
    "no consent for these arguments": ("pay", "{}", [ToolOutput("c", 1)]),
    "consent, asked for asynchronously": ("pay-async", '{"amount": 101}', [ASKED]),
    "doubt about consent": ("pay-doubt", "{}", [FAILED]),
    "consent that nobody can give": ("pay-never", "{}", [ToolOutputError("c", "The shop is closed")]),
}


@pytest.mark.parametrize(("name", "arguments", "events"), OUTCOMES.values(), ids=OUTCOMES)
async def test_a_call_has_one_outcome(name: str, arguments: str, events: list[Event]) -> None:
    assert await called(name, arguments) == events


async def test_what_a_tool_raised_is_logged_once_and_told_nobody(caplog: pytest.LogCaptureFixture) -> None:
    events = await called("fail")
    (record,) = caplog.records
    assert (record.levelno, record.message) == (logging.ERROR, "a tool failed")
    assert (vars(record)["request_id"], vars(record)["tool"]) == ("req-1", "fail")
    assert record.exc_info is not None
    assert SECRET in repr(record.exc_info[1])
    assert SECRET not in repr(events)


@pytest.mark.parametrize(("name", "logged"), [("check", 1), ("not_json", 1), ("pay-doubt", 1), ("refuse", 0)])
async def test_what_has_no_public_words_is_logged(name: str, logged: int, caplog: pytest.LogCaptureFixture) -> None:
    await all_of(run_of().calls([Call("c", name, '{"word": "a"}' if name == "check" else "{}")]))
    assert len(caplog.records) == logged


async def test_a_client_that_cannot_ask_is_told_so() -> None:
    refusal = ToolOutputError("c", "This tool needs the user's consent, which this client can't ask for")
    assert await called("delete", '{"path": "/x"}', run_of(can_approve=False)) == [refusal]
    assert await called("pay", "{}", run_of(can_approve=False)) == [ToolOutput("c", 1)]


async def test_calls_run_at_the_same_time() -> None:
    tools = Tools()
    met = anyio.Event()

    @tools.tool
    async def wait() -> str:
        await met.wait()
        return "met"

    @tools.tool
    async def come() -> str:
        met.set()
        return "came"

    events = await all_of(ToolRun(tools=tools).calls([Call("1", "wait"), Call("2", "come")]))
    assert {event.call_id: event.value for event in events if isinstance(event, ToolOutput)} == {
        "1": "met",
        "2": "came",
    }


# Time.


def sleepy(tools: Tools, sleeping: Callable[[], Any]) -> Tools:
    tools.tool(name="sleep")(sleeping)
    return tools


async def test_a_tool_that_takes_too_long_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    released = threading.Event()
    cleaned: list[str] = []
    closed = threading.Event()

    async def sleep() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            cleaned.append("async")

    def sleep_in_thread() -> None:
        released.wait(5)

    def yield_too_late() -> Iterator[int]:
        try:
            released.wait(5)
            yield 1
        finally:
            closed.set()

    for function in (sleep, sleep_in_thread, yield_too_late):
        run = ToolRun(tools=sleepy(Tools(), function), seconds=0.01, request_id="req-1")
        assert await called("sleep", "{}", run) == [ToolOutputError("c", "The tool took too long")]
    released.set()
    assert await anyio.to_thread.run_sync(closed.wait, 5)
    assert cleaned == ["async"]
    assert [(record.message, vars(record)["request_id"]) for record in caplog.records] == [
        ("a tool took too long", "req-1")
    ] * 3


async def test_a_generator_that_was_given_up_tells_nothing_more() -> None:
    tools = Tools()
    released, closed = threading.Event(), threading.Event()

    @tools.tool
    def late() -> Iterator[int]:
        try:
            released.wait(5)
            yield 1
        finally:
            closed.set()

    @tools.tool(needs_approval=False)
    async def other() -> AsyncIterator[int]:
        yield 1
        yield 2
        released.set()
        await anyio.to_thread.run_sync(closed.wait, 5)
        yield 3

    run = ToolRun(tools=tools, seconds=0.2)
    events: list[Event] = []
    async for some in run.calls([Call("1", "late"), Call("2", "other")]):
        events += some
        if ToolOutput("2", 1, preliminary=True) in some:
            # The clock of the one that wants to be heard stands still while we read; the other's runs out.
            await anyio.sleep(0.3)
    assert [event for event in events if getattr(event, "call_id", "") == "1"][1:] == [
        ToolOutputError("1", "The tool took too long")
    ]
    assert events[-1] == ToolOutput("2", 3)


async def test_a_generator_that_goes_on_when_its_time_is_up_took_too_long() -> None:
    async def sleep() -> AsyncIterator[int]:
        with suppress(anyio.get_cancelled_exc_class()):
            await anyio.sleep_forever()
        yield 1

    run = ToolRun(tools=sleepy(Tools(), sleep), seconds=0.01)
    assert await called("sleep", "{}", run) == [ToolOutputError("c", "The tool took too long")]


async def test_the_time_in_which_a_client_reads_does_not_count() -> None:
    events: list[Event] = []
    for name, arguments in (("spell", '{"word": "abc"}'), ("count", '{"to": 3}')):
        async for some in run_of(seconds=0.2).calls([Call(name, name, arguments)]):
            await anyio.sleep(0.1)
            events += some
    assert not [event for event in events if isinstance(event, ToolOutputError)]


async def test_cancelling_who_listens_cancels_the_tools_which_may_clean_up() -> None:
    cleaned: list[int] = []

    async def sleep() -> AsyncIterator[int]:
        try:
            yield 1
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.sleep(0.01)
                cleaned.append(1)

    run = ToolRun(tools=sleepy(Tools(), sleep))
    with anyio.move_on_after(0.02) as scope:
        await all_of(run.calls([Call("1", "sleep"), Call("2", "sleep")]))
    assert (scope.cancelled_caught, cleaned) == (True, [1, 1])


# Answers to questions.


def answer(name: str, arguments: JSON, *, approved: bool = True, reason: str = "") -> Approval:
    return Approval(
        call_id="c", approval_id="approval-c", name=name, arguments=arguments, approved=approved, reason=reason
    )


NOT_ASKED = ToolOutputError("c", "This call does not wait for the user's consent")
ANSWERS: dict[str, tuple[Approval, Event]] = {
    "yes": (answer("delete", {"path": "/x"}), ToolOutput("c", "/x is gone")),
    "yes, for these arguments": (answer("pay", {"amount": 101}), ToolOutput("c", 101)),
    "no": (answer("delete", {"path": "/x"}, approved=False, reason="Keep it"), ToolOutputDenied("c", "Keep it")),
    "no, without a word": (answer("delete", {}, approved=False), ToolOutputDenied("c", "Tool call execution denied.")),
    "forged arguments": (answer("delete", {"path": 5}), ToolOutputError("c", "arguments.path must be a string")),
    "no arguments": (answer("delete", None), ToolOutputError("c", "The tool's arguments are not a JSON object")),
    "forged tool": (answer("dance", {}), ToolOutputError("c", "There is no such tool")),
    "another question": (replace(answer("delete", {"path": "/x"}), approval_id="approval-d"), NOT_ASKED),
    "another question, refused": (
        replace(answer("delete", {}, approved=False), approval_id="approval-d"),
        ToolOutputDenied("c", "Tool call execution denied."),
    ),
    "a client's": (answer("ask", {}), NOT_ASKED),
    "never asked": (answer("double", {"number": 1}), NOT_ASKED),
    "never asked for these arguments": (answer("pay", {"amount": 100}), NOT_ASKED),
    "doubt": (answer("pay-doubt", {}), FAILED),
}


@pytest.mark.parametrize(("given", "event"), ANSWERS.values(), ids=ANSWERS)
async def test_an_answer_of_the_user_is_checked_as_if_the_model_had_just_called(given: Approval, event: Event) -> None:
    (told,) = await all_of(run_of(can_approve=False).approvals([given]))
    assert type(told) is type(event)
    if isinstance(told, ToolOutputError) and isinstance(event, ToolOutputError):
        assert told.message.startswith(event.message)
    else:
        assert told == event


async def test_a_call_that_is_answered_twice_has_one_outcome() -> None:
    yes, no = answer("delete", {"path": "/x"}), answer("delete", {}, approved=False, reason="No")
    assert await all_of(run_of().approvals([yes, no])) == [ToolOutputDenied("c", "No")]
    assert await all_of(run_of().approvals([yes, yes])) == [ToolOutput("c", "/x is gone")]


# The order of things.

ALL_CALLS = [
    ("double", '{"number": 1}'),
    ("count", '{"to": 2}'),
    ("spell", '{"word": "ab"}'),
    ("fail", "{}"),
    ("fail_late", ""),
    ("delete", '{"path": "/x"}'),
    ("pay", '{"amount": 101}'),
    ("pay", "{}"),
    ("ask", "{}"),
    ("dance", "{}"),
    ("double", "{"),
]


@pytest.mark.parametrize("can_approve", [True, False])
@pytest.mark.parametrize("size", [1, 2, 3])
async def test_any_calls_are_told_in_an_order_that_the_grammar_allows(size: int, *, can_approve: bool) -> None:
    run = run_of(can_approve=can_approve)
    for chosen in itertools.combinations_with_replacement(ALL_CALLS, size):
        calls = [Call(str(index), name, text) for index, (name, text) in enumerate(chosen)]
        grammar = Grammar()
        told: list[Event] = [MessageStart("m"), StepStart("m")]
        for call in calls:
            told += [ToolInputStart(call.call_id, call.name), ToolInputDelta(call.call_id, "{")]
        told += [*await all_of(run.calls(calls)), StepEnd("tool-calls", Usage()), MessageEnd("tool-calls", Usage())]
        for event in told:
            grammar.accept(event)
        outcomes = ToolOutcomes()
        outcomes.take(told)
        answered = [message.call_id for message in outcomes.messages]
        assert sorted([*answered, *outcomes.pending]) == [call.call_id for call in calls]


ALL_ANSWERS = [
    answer(name, {"path": "/x"} if name == "delete" else {}, approved=approved)
    for name in ("delete", "pay", "dance", "pay-doubt")
    for approved in (True, False)
]


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_any_answers_are_told_in_an_order_that_the_grammar_allows(size: int) -> None:
    for chosen in itertools.combinations_with_replacement(ALL_ANSWERS, size):
        answers = [
            replace(one, call_id=str(index), approval_id=f"approval-{index}") for index, one in enumerate(chosen)
        ]
        told = await all_of(run_of().approvals(answers))
        grammar = Grammar([one.call_id for one in answers])
        for event in (MessageStart("m"), *told, StepStart("m"), StepEnd("stop", Usage()), MessageEnd("stop", Usage())):
            grammar.accept(event)
        assert sorted(getattr(event, "call_id", "") for event in told) == [one.call_id for one in answers]
