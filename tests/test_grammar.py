from collections.abc import Sequence
from typing import get_args

import pytest
from msgspec.structs import replace

from service import events as e
from service import tool_events as t
from service.events import Event
from service.grammar import CALLS, TRANSITIONS, Call, Grammar, IllegalEvent, State
from service.usage import Usage

PART, CALL = "p", "c"
OPEN = "open"
"""A call whose input is open, where an event needs one."""

EVENTS: list[Event] = [
    e.MessageStart("msg-1"),
    e.StepStart("msg-1"),
    e.TextStart(PART),
    e.TextDelta(PART, "Hi"),
    e.TextDeltas(PART, ("Hi", "!")),
    e.TextEnd(PART),
    e.ReasoningStart(PART),
    e.ReasoningDelta(PART, "Hm"),
    e.ReasoningEnd(PART),
    e.RedactedReasoning("r", "anthropic", "data"),
    t.ToolInputStart("new", "f"),
    t.ToolInputDelta(OPEN, "{}"),
    t.ToolInput("new", "f", {}),
    t.ToolInputError(OPEN, "f", "{", "No"),
    t.ToolApprovalRequest("a", CALL),
    t.ToolOutput(CALL, 1),
    t.ToolOutput(CALL, 1, preliminary=True),
    t.ToolOutputError(CALL, "No"),
    t.ToolOutputDenied(CALL, "No"),
    e.SourceUrl("s", "https://a"),
    e.SourceDocument("s", "text/plain", "a"),
    e.File("image/png", "data:,"),
    e.Data("n", None),
    e.Annotation({}),
    e.StepEnd("stop", Usage()),
    e.MessageEnd("stop", Usage()),
    e.Abort(Usage()),
    e.Failure("upstream_reset", "The connection was lost"),
]
"""Every event. Those about calls are about one that they suit, so that only what is open decides."""

CALL_EVENTS: list[t.ToolEvent] = [replace(event, call_id=CALL) for event in EVENTS if isinstance(event, t.ToolEvent)]
"""Every event about a call, all about the same one."""

ALWAYS = (e.Data, e.Annotation)
OUTPUTS = (t.ToolOutput, t.ToolOutputError, t.ToolOutputDenied)
INPUTS = (t.ToolInputStart, t.ToolInputDelta, t.ToolInput, t.ToolInputError, t.ToolApprovalRequest)
WHOLE = (e.RedactedReasoning, e.SourceUrl, e.SourceDocument, e.File)
"""What is told at once, and so is never open."""

LEGAL: dict[State, dict[State, Sequence[type]]] = {
    State.NOTHING: {State.MESSAGE: [e.MessageStart]},
    State.MESSAGE: {
        State.MESSAGE: [*OUTPUTS, *ALWAYS],
        State.STEP: [e.StepStart],
        State.VERDICT: [e.MessageEnd, e.Abort, e.Failure],
    },
    State.STEP: {
        State.STEP: [*WHOLE, *INPUTS, *OUTPUTS, *ALWAYS],
        State.TEXT: [e.TextStart],
        State.REASONING: [e.ReasoningStart],
        State.MESSAGE: [e.StepEnd],
    },
    State.TEXT: {State.TEXT: [e.TextDelta, e.TextDeltas, *ALWAYS], State.STEP: [e.TextEnd]},
    State.REASONING: {State.REASONING: [e.ReasoningDelta, *ALWAYS], State.STEP: [e.ReasoningEnd]},
    State.VERDICT: {},
}
"""What is open -> what is open then -> the events that do so. Written a second time, by state."""

REACHED: dict[State, Sequence[Event]] = {
    State.NOTHING: [],
    State.MESSAGE: [e.MessageStart("msg-1")],
    State.STEP: [e.MessageStart("msg-1"), e.StepStart("msg-1")],
    State.TEXT: [e.MessageStart("msg-1"), e.StepStart("msg-1"), e.TextStart(PART)],
    State.REASONING: [e.MessageStart("msg-1"), e.StepStart("msg-1"), e.ReasoningStart(PART)],
    State.VERDICT: [e.MessageStart("msg-1"), e.MessageEnd("stop", Usage())],
}
"""A way to each state."""

FAR: dict[Call, Sequence[Event]] = {
    Call.UNKNOWN: [],
    Call.STREAMING: [t.ToolInputStart(CALL, "f")],
    Call.READY: [t.ToolInput(CALL, "f", {})],
    Call.WAITING: [t.ToolInput(CALL, "f", {}), t.ToolApprovalRequest("a", CALL)],
    Call.DONE: [t.ToolInput(CALL, "f", {}), t.ToolOutput(CALL, 1)],
}
"""How a call gets so far."""

LEGAL_CALLS: dict[Call, dict[Call, Sequence[str]]] = {
    Call.UNKNOWN: {
        Call.STREAMING: ["ToolInputStart"],
        Call.READY: ["ToolInput"],
    },
    Call.STREAMING: {
        Call.STREAMING: ["ToolInputDelta"],
        Call.READY: ["ToolInput"],
        Call.DONE: ["ToolInputError"],
    },
    Call.READY: {
        Call.READY: ["preliminary ToolOutput"],
        Call.WAITING: ["ToolApprovalRequest"],
        Call.DONE: ["ToolOutput", "ToolOutputError", "ToolOutputDenied"],
    },
    Call.WAITING: {},
    Call.DONE: {},
}
"""How far a call is -> how far it is then -> the events that do so. Written a second time, by state."""


def name_of(event: Event) -> str:
    preliminary = isinstance(event, t.ToolOutput) and event.preliminary
    return f"{'preliminary ' if preliminary else ''}{type(event).__name__}"


def after(events: Sequence[Event], answered: Sequence[str] = ()) -> Grammar:
    grammar = Grammar(answered)
    for event in events:
        assert grammar.accept(event) is event
    return grammar


def is_legal(event: Event, before: Sequence[Event]) -> bool:
    grammar = after(before)
    state = grammar.state
    try:
        grammar.accept(event)
    except IllegalEvent:
        # What was refused has changed nothing.
        assert grammar.state is state
        return False
    return True


every_event = pytest.mark.parametrize("event", EVENTS, ids=name_of)
every_call_event = pytest.mark.parametrize("event", CALL_EVENTS, ids=name_of)


def test_the_tables_know_every_event_and_every_state() -> None:
    kinds = {*get_args(Event)}
    assert {type(event) for event in EVENTS} == kinds == {event for _, event in TRANSITIONS}
    assert {*INPUTS, *OUTPUTS} == {*get_args(t.ToolEvent)} == {event for _, event in CALLS}
    assert set(LEGAL) == set(REACHED) == set(State)
    assert set(LEGAL_CALLS) == set(FAR) == set(Call)


@pytest.mark.parametrize("state", State, ids=lambda state: state.name)
def test_each_way_leads_where_it_says(state: State) -> None:
    assert after(REACHED[state]).state is state


@pytest.mark.parametrize("state", State, ids=lambda state: state.name)
@every_event
def test_an_event_is_legal_by_what_is_open(state: State, event: Event) -> None:
    way = [*REACHED[state]]
    if isinstance(event, t.ToolInputDelta | t.ToolInputError) and state is State.STEP:
        way.append(t.ToolInputStart(OPEN, "f"))
    grammar = after(way, answered=[CALL])
    targets = [target for target, kinds in LEGAL[state].items() if type(event) in kinds]
    if targets:
        assert grammar.accept(event) is event
        assert [grammar.state] == targets
    else:
        with pytest.raises(IllegalEvent) as caught:
            grammar.accept(event)
        assert str(caught.value) == f"{type(event).__name__} while {state.name} is open"
        assert grammar.state is state


@pytest.mark.parametrize("call", Call, ids=lambda call: call.name)
@every_call_event
def test_an_event_about_a_call_is_legal_by_how_far_it_is(call: Call, event: Event) -> None:
    before = [*REACHED[State.STEP], *FAR[call]]
    grammar = after(before)
    target = next((target for target, names in LEGAL_CALLS[call].items() if name_of(event) in names), None)
    if target is None:
        with pytest.raises(IllegalEvent) as caught:
            grammar.accept(event)
        assert str(caught.value) == f"{type(event).__name__} for call 'c', which is {call.name}"
    else:
        assert grammar.accept(event) is event
        before.append(event)
    # How far a call is shows in what may come next.
    then = target or call
    allowed = {name for names in LEGAL_CALLS[then].values() for name in names}
    assert {name_of(other) for other in CALL_EVENTS if is_legal(other, before)} == allowed
    assert bool(grammar.streaming) is (then is Call.STREAMING)


@pytest.mark.parametrize(
    ("way", "event"),
    [
        (State.TEXT, e.TextDelta("q", "Hi")),
        (State.TEXT, e.TextDeltas("q", ("Hi", "!"))),
        (State.TEXT, e.TextEnd("q")),
        (State.REASONING, e.ReasoningDelta("q", "Hm")),
        (State.REASONING, e.ReasoningEnd("q")),
    ],
    ids=["text", "texts", "text's end", "thought", "thoughts' end"],
)
def test_what_belongs_to_a_part_names_the_one_that_is_open(way: State, event: Event) -> None:
    with pytest.raises(IllegalEvent, match=f"^{type(event).__name__} for 'q' while 'p' is open$"):
        after(REACHED[way]).accept(event)


def test_calls_are_told_apart_by_their_ids() -> None:
    first, second = t.ToolInputStart("1", "f"), t.ToolInputStart("2", "f")
    grammar = after([*REACHED[State.STEP], first, second, t.ToolInputDelta("2", "{"), t.ToolInputDelta("1", "{")])
    assert set(grammar.streaming) == {"1", "2"}
    grammar.accept(t.ToolInput("1", "f", {}))
    assert set(grammar.streaming) == {"2"}
    with pytest.raises(IllegalEvent, match="for call '1', which is READY"):
        grammar.accept(t.ToolInputDelta("1", "}"))


def test_a_step_does_not_end_while_the_input_of_a_call_is_open() -> None:
    grammar = after([*REACHED[State.STEP], t.ToolInputStart("1", "f"), t.ToolInputStart("2", "f")])
    with pytest.raises(IllegalEvent, match=r"^StepEnd while the input of 1, 2 is open$"):
        grammar.accept(e.StepEnd("stop", Usage()))
    assert grammar.state is State.STEP
    for call_id in "12":
        grammar.accept(t.ToolInputError(call_id, "f", "", "No"))
    grammar.accept(e.StepEnd("stop", Usage()))


@pytest.mark.parametrize("call", [Call.READY, Call.WAITING, Call.DONE], ids=lambda call: call.name)
def test_a_step_ends_whatever_becomes_of_its_calls(call: Call) -> None:
    after([*REACHED[State.STEP], *FAR[call], e.StepEnd("tool-calls", Usage()), e.MessageEnd("tool-calls", Usage())])


def test_a_call_that_the_user_has_answered_gets_its_one_output_before_the_first_step() -> None:
    early: list[Event] = [e.MessageStart("msg-1"), t.ToolOutput("1", 0, preliminary=True), t.ToolOutput("1", 1)]
    with pytest.raises(IllegalEvent, match="for call '1', which is UNKNOWN"):
        after(early)
    grammar = after([*early, t.ToolOutputDenied("2", "No")], answered=["1", "2", "3"])
    for call_id, far in (("1", "DONE"), ("2", "DONE"), ("4", "UNKNOWN")):
        with pytest.raises(IllegalEvent, match=f"for call '{call_id}', which is {far}"):
            grammar.accept(t.ToolOutputError(call_id, "No"))
