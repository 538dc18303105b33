from collections.abc import Callable, Sequence

import pytest

from service.answer import Answer
from service.errors import InternalError, ServiceError
from service.events import (
    Event,
    Failure,
    MessageEnd,
    MessageStart,
    ReasoningStart,
    StepEnd,
    StepStart,
    TextDelta,
    TextEnd,
    TextStart,
)
from service.grammar import Grammar, IllegalEvent, State
from service.model import FinishChunk, ModelChunk, ReasoningChunk, TextChunk, ToolCallChunk, UsageChunk
from service.tool_events import (
    ToolInput,
    ToolInputStart,
    ToolOutput,
)
from service.upstream_errors import UpstreamTruncated
from service.usage import FinishReason, Usage
from tests.answering import CALL, FAILED, RESET, STOP, USAGE, after, opened


def reopened(answer: Answer) -> object:
    return answer.open(keeps=False)


def whole(answer: Answer) -> tuple[Event, ...]:
    """Return the end of an answer of one step."""
    return (*answer.complete(), *answer.shut(answer.step.reason), *answer.end("stop"))


def test_a_message_begins_before_its_first_step() -> None:
    answer = Answer("msg-1")
    assert answer.begin({"model": "m"}) == (MessageStart("msg-1", {"model": "m"}),)
    assert answer.open(keeps=False) == (StepStart("msg-1"),)
    assert Answer("msg-1").begin() == (MessageStart("msg-1"),)


def test_it_does_not_matter_what_arrives_together() -> None:
    chunks: list[ModelChunk] = [TextChunk("a"), TextChunk("b"), ReasoningChunk("c"), CALL, STOP]
    together, apart = opened(), opened()
    told = together.take(chunks)
    assert told == tuple(event for chunk in chunks for event in apart.take([chunk]))
    assert told[:3] == (TextStart("txt-0"), TextDelta("txt-0", "a"), TextDelta("txt-0", "b"))


def test_chunks_may_come_from_anything_that_yields_them() -> None:
    assert opened().take(iter([TextChunk("a")])) == (TextStart("txt-0"), TextDelta("txt-0", "a"))


ENDS: dict[str, tuple[Sequence[ModelChunk], FinishReason, Usage]] = {
    "at once": ([STOP], "stop", Usage()),
    "for another reason": ([FinishChunk("length")], "length", Usage()),
    "the last reason counts": ([FinishChunk("length"), STOP], "stop", Usage()),
    "usage after the end": ([STOP, UsageChunk(USAGE)], "stop", USAGE),
    "usage before the end": ([UsageChunk(USAGE), STOP], "stop", USAGE),
    "the last usage counts": ([UsageChunk(Usage(1, 1)), STOP, UsageChunk(USAGE)], "stop", USAGE),
    "half a usage": ([STOP, UsageChunk(Usage(3))], "stop", Usage(3)),
}
"""Chunks, and the reason and the usage that the end tells."""


@pytest.mark.parametrize(("chunks", "reason", "usage"), ENDS.values(), ids=ENDS)
def test_the_end_tells_reason_and_usage(chunks: Sequence[ModelChunk], reason: FinishReason, usage: Usage) -> None:
    answer = after(chunks)
    assert answer.complete() == ()
    assert answer.usage == usage
    assert answer.shut(answer.step.reason) == (StepEnd(reason, usage),)
    assert answer.end(reason, {"a": 1}) == (MessageEnd(reason, usage, {"a": 1}),)


def test_usage_is_summed_over_steps_and_told_of_each() -> None:
    answer = opened()
    assert answer.usage == Usage()
    answer.take([UsageChunk(Usage(1, 2)), STOP])
    assert answer.shut("tool-calls") == (StepEnd("tool-calls", Usage(1, 2)),)
    answer.open(keeps=False)
    assert answer.usage == Usage(1, 2)
    answer.take([UsageChunk(Usage(10, None)), STOP])
    assert answer.usage == Usage(11, 2)
    assert answer.shut("stop") == (StepEnd("stop", Usage(10, None)),)
    assert answer.usage == Usage(11, 2)
    assert answer.end("stop") == (MessageEnd("stop", Usage(11, 2)),)


def test_ids_go_on_from_step_to_step() -> None:
    answer = after([TextChunk("a"), ReasoningChunk("b"), CALL])
    answer.tell([ToolInput("c", "f", {}), *answer.step.close_part()])
    answer.shut("tool-calls")
    answer.open(keeps=False)
    assert answer.take([TextChunk("a"), ReasoningChunk("b"), CALL])[::3] == (
        TextStart("txt-1"),
        ReasoningStart("rsn-1"),
        ToolInputStart("c-2", "f"),
    )


def test_a_call_of_the_request_keeps_its_id_for_itself() -> None:
    answer = Answer("msg-1", answered=["c"], taken=["c", "d"])
    answer.begin()
    assert answer.tell([ToolOutput("c", 1)]) == (ToolOutput("c", 1),)
    answer.open(keeps=False)
    calls = [ToolCallChunk(0, "c", "f", ""), ToolCallChunk(1, "d", "f", "")]
    assert answer.take(calls) == (ToolInputStart("c-2", "f"), ToolInputStart("d-2", "f"))
    assert [call.id for call in answer.step.message().calls] == ["c-2", "d-2"]


def test_what_was_said_is_kept_where_it_may_be_needed() -> None:
    for keeps, text in ((True, "a"), (False, None)):
        answer = Answer("msg-1")
        answer.begin()
        answer.open(keeps=keeps)
        answer.take([TextChunk("a")])
        assert answer.step.message().text == text


def test_an_open_part_is_closed_before_the_end() -> None:
    assert whole(after([TextChunk("a"), STOP])) == (
        TextEnd("txt-0"),
        StepEnd("stop", Usage()),
        MessageEnd("stop", Usage()),
    )


@pytest.mark.parametrize("chunks", [[], [TextChunk("a")], [UsageChunk(USAGE)]], ids=["nothing", "text", "usage"])
def test_an_answer_without_a_finish_is_truncated(chunks: Sequence[ModelChunk]) -> None:
    answer = after(chunks)
    with pytest.raises(UpstreamTruncated) as caught:
        answer.complete()
    # It is still open, so that the truncation can be told.
    assert isinstance(answer.fail(caught.value)[-1], Failure)


@pytest.mark.parametrize(
    ("error", "failure"),
    [(RESET, FAILED), (InternalError(detail="sk-secret"), Failure("internal_error", "Internal server error"))],
    ids=["upstream's", "ours"],
)
def test_a_failure_tells_code_and_sentence_and_no_detail(error: ServiceError, failure: Failure) -> None:
    assert opened().fail(error) == (StepEnd("error", Usage()), failure)


ENDINGS: list[Callable[[Answer], tuple[Event, ...]]] = [whole, Answer.abort, lambda answer: answer.fail(RESET)]


@pytest.mark.parametrize("ending", ENDINGS, ids=["whole", "aborted", "failed"])
def test_every_way_through_is_grammatical_and_ends_on_the_only_verdict(
    ending: Callable[[Answer], tuple[Event, ...]],
) -> None:
    answer, grammar = Answer("msg-1"), Grammar()
    events = [*answer.begin(), *answer.open(keeps=False), *answer.take([TextChunk("a"), ReasoningChunk("b"), STOP])]
    assert not opened().over
    for event in (*events, *ending(answer)):
        grammar.accept(event)
    assert grammar.state is State.VERDICT
    assert answer.over
    for again in (Answer.abort, lambda one: one.fail(RESET), Answer.begin, reopened, lambda one: one.end("stop")):
        with pytest.raises(IllegalEvent):
            again(answer)


def test_an_answer_begins_once_and_before_all_else() -> None:
    with pytest.raises(IllegalEvent):
        opened().begin()
    with pytest.raises(IllegalEvent):
        opened().open(keeps=False)
    for early in (reopened, Answer.abort, lambda answer: answer.fail(RESET), lambda answer: answer.end("stop")):
        with pytest.raises(IllegalEvent):
            early(Answer("msg-1"))
    for stepless in (lambda answer: answer.take([TextChunk("a")]), Answer.complete, lambda answer: answer.shut("stop")):
        with pytest.raises(RuntimeError, match="no step is open"):
            stepless(Answer("msg-1"))


def test_what_is_told_of_calls_passes_the_grammar() -> None:
    answer = after([CALL])
    assert answer.tell([ToolInput("c", "f", {})]) == (ToolInput("c", "f", {}),)
    with pytest.raises(IllegalEvent):
        answer.tell([ToolInput("c", "f", {})])
