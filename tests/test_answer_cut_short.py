"""An answer that fails or is stopped: what is open is closed, and no client is tempted to go on by itself."""

from collections.abc import Callable, Sequence

import pytest

from service.answer import Answer
from service.events import (
    Abort,
    Event,
    ReasoningEnd,
    StepEnd,
    StepStart,
    TextEnd,
)
from service.model import ModelChunk, ReasoningChunk, SignatureChunk, TextChunk, ToolCallChunk, UsageChunk
from service.step import INTERRUPTED
from service.tool_events import (
    ToolApprovalRequest,
    ToolInput,
    ToolInputError,
    ToolOutput,
    ToolOutputDenied,
    ToolOutputError,
)
from service.usage import FinishReason, Usage
from tests.answering import CALL, FAILED, RESET, STOP, USAGE, after

BROKEN = ToolInputError("c", "f", '{"a"', INTERRUPTED)
OPEN: dict[str, tuple[Sequence[ModelChunk], Sequence[Event]]] = {
    "nothing": ([], []),
    "a text": ([TextChunk("a")], [TextEnd("txt-0")]),
    "thoughts": ([ReasoningChunk("a")], [ReasoningEnd("rsn-0")]),
    "signed thoughts": ([SignatureChunk("anthropic", "s")], [ReasoningEnd("rsn-0", "anthropic", "s")]),
    "a call": ([CALL], [BROKEN]),
    "a text and a call": ([CALL, TextChunk("a")], [TextEnd("txt-0"), BROKEN]),
    "calls": (
        [CALL, ToolCallChunk(1, None, "g", "")],
        [BROKEN, ToolInputError("call", "g", "", INTERRUPTED)],
    ),
}
"""Chunks, and what closes what they opened."""


@pytest.mark.parametrize(("chunks", "closing"), OPEN.values(), ids=OPEN)
def test_an_open_part_and_an_open_call_are_closed_before_the_error(
    chunks: Sequence[ModelChunk], closing: Sequence[Event]
) -> None:
    chunks = [*chunks, UsageChunk(USAGE)]
    gave_up = any(isinstance(event, ToolInputError) for event in closing)
    endings: list[tuple[FinishReason, Event]] = [("error", FAILED), ("unknown", Abort(USAGE))]
    for reason, ending in endings:
        one = after(chunks)
        told = one.fail(RESET) if reason == "error" else one.abort()
        # A client that goes on by itself, where the last step ends with a call's outcome, would ask again.
        apart = (StepStart("msg-1"), StepEnd(reason, Usage())) if gave_up else ()
        assert told == (*closing, StepEnd(reason, USAGE), *apart, ending)


def test_calls_whose_input_is_complete_are_left_as_they_are() -> None:
    for outcome in ([], [ToolApprovalRequest("a", "c")]):
        answer = after([CALL])
        answer.tell([ToolInput("c", "f", {}), *outcome])
        assert answer.fail(RESET) == (StepEnd("error", Usage()), FAILED)


APART = (StepStart("msg-1"), StepEnd("error", Usage()))


@pytest.mark.parametrize("outcome", [ToolOutput("c", 1), ToolOutputError("c", "No"), ToolOutputDenied("c", "No")])
def test_an_empty_step_parts_a_calls_outcome_from_the_failure(outcome: Event) -> None:
    answer = after([CALL])
    answer.tell([ToolInput("c", "f", {})])
    answer.tell([outcome])
    assert answer.fail(RESET) == (StepEnd("error", Usage()), *APART, FAILED)


def test_what_is_told_behind_an_outcome_hides_it_not() -> None:
    answer = after([CALL, ToolCallChunk(1, "d", "g", "{}")])
    answer.tell([ToolInput("c", "f", {}), ToolInput("d", "g", {})])
    answer.tell([ToolOutput("c", 1)])
    answer.tell([ToolApprovalRequest("a", "d")])
    assert answer.fail(RESET) == (StepEnd("error", Usage()), *APART, FAILED)


def test_an_outcome_in_an_earlier_step_is_parted_already() -> None:
    answer = after([CALL, STOP])
    answer.tell([ToolInput("c", "f", {}), ToolOutput("c", 1)])
    answer.shut("tool-calls")
    answer.open(keeps=False)
    assert answer.fail(RESET) == (StepEnd("error", Usage()), FAILED)


def test_between_steps_it_is_parted_too() -> None:
    answer = after([CALL, STOP])
    answer.tell([ToolInput("c", "f", {}), ToolOutput("c", 1)])
    answer.shut("tool-calls")
    assert answer.fail(RESET) == (*APART, FAILED)


def test_between_steps_there_is_nothing_to_close() -> None:
    endings: list[tuple[Callable[[Answer], tuple[Event, ...]], Event]] = [
        (Answer.abort, Abort(USAGE)),
        (lambda answer: answer.fail(RESET), FAILED),
    ]
    for ending, verdict in endings:
        answer = Answer("msg-1")
        answer.begin()
        assert len(ending(answer)) == 1
        answer = after([UsageChunk(USAGE), STOP])
        answer.shut("tool-calls")
        assert ending(answer) == (verdict,)
