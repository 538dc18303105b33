from collections.abc import Sequence

import pytest

from service.answer import Answer
from service.errors import InternalError, ServiceError
from service.events import (
    Event,
    Failure,
    FinishReason,
    MessageEnd,
    MessageStart,
    StepEnd,
    StepStart,
    TextDelta,
    TextEnd,
    TextStart,
    Usage,
)
from service.grammar import Grammar, IllegalEvent, State
from service.model import AnswerStart, FinishChunk, ModelChunk, TextChunk, UsageChunk
from service.upstream_errors import UpstreamReset, UpstreamTruncated

OPENED = (MessageStart("msg-1"), StepStart("msg-1"))
STOP = FinishChunk("stop")
USAGE = Usage(3, 4)


def opened() -> Answer:
    answer = Answer("msg-1")
    answer.open()
    return answer


def after(chunks: Sequence[ModelChunk]) -> Answer:
    answer = opened()
    answer.take(chunks)
    return answer


TAKEN: dict[str, tuple[Sequence[ModelChunk], Sequence[Event]]] = {
    "nothing": ([], []),
    "a sign of life": ([AnswerStart()], []),
    "a text": ([TextChunk("Hi")], [TextStart(), TextDelta("Hi")]),
    "texts stay apart in one part": (
        [TextChunk("a"), TextChunk("b")],
        [TextStart(), TextDelta("a"), TextDelta("b")],
    ),
    "an empty text opens nothing": ([TextChunk("")], []),
    "an empty text adds nothing": (
        [TextChunk("a"), TextChunk(""), TextChunk("b")],
        [TextStart(), TextDelta("a"), TextDelta("b")],
    ),
    "blanks are a text": ([TextChunk(" \n")], [TextStart(), TextDelta(" \n")]),
    "the end says nothing yet": ([STOP, UsageChunk(USAGE)], []),
    "a text after the end is a text": (
        [TextChunk("a"), STOP, TextChunk("b")],
        [TextStart(), TextDelta("a"), TextDelta("b")],
    ),
    "a first text after the end opens": ([STOP, TextChunk("a")], [TextStart(), TextDelta("a")]),
}
"""Chunks, and the events they make."""

ENDS: dict[str, tuple[Sequence[ModelChunk], FinishReason, Usage]] = {
    "at once": ([STOP], "stop", Usage()),
    "for another reason": ([FinishChunk("length")], "length", Usage()),
    "the last reason counts": ([FinishChunk("length"), FinishChunk("stop")], "stop", Usage()),
    "usage after the end": ([STOP, UsageChunk(USAGE)], "stop", USAGE),
    "usage before the end": ([UsageChunk(USAGE), STOP], "stop", USAGE),
    "the last usage counts": ([UsageChunk(Usage(1, 1)), STOP, UsageChunk(USAGE)], "stop", USAGE),
    "half a usage": ([STOP, UsageChunk(Usage(3))], "stop", Usage(3)),
}
"""Chunks, and the reason and the usage that the end tells."""


def test_a_message_opens_with_its_first_step() -> None:
    assert Answer("msg-1").open() == OPENED


@pytest.mark.parametrize(("chunks", "events"), TAKEN.values(), ids=TAKEN)
def test_chunks_become_events(chunks: Sequence[ModelChunk], events: Sequence[Event]) -> None:
    assert opened().take(chunks) == tuple(events)


@pytest.mark.parametrize(("chunks", "events"), TAKEN.values(), ids=TAKEN)
def test_it_does_not_matter_what_arrives_together(chunks: Sequence[ModelChunk], events: Sequence[Event]) -> None:
    answer = opened()
    assert [event for chunk in chunks for event in answer.take([chunk])] == events


def test_chunks_may_come_from_anything_that_yields_them() -> None:
    assert opened().take(iter([TextChunk("a")])) == (TextStart(), TextDelta("a"))


@pytest.mark.parametrize(("chunks", "reason", "usage"), ENDS.values(), ids=ENDS)
def test_the_end_tells_reason_and_usage(chunks: Sequence[ModelChunk], reason: FinishReason, usage: Usage) -> None:
    assert after(chunks).close() == (StepEnd(reason, usage), MessageEnd(reason, usage))


def test_an_open_part_is_closed_before_the_end() -> None:
    assert after([TextChunk("a"), STOP]).close() == (TextEnd(), StepEnd("stop", Usage()), MessageEnd("stop", Usage()))


@pytest.mark.parametrize("chunks", [[], [TextChunk("a")], [UsageChunk(USAGE)]], ids=["nothing", "text", "usage"])
def test_an_answer_without_a_finish_is_truncated(chunks: Sequence[ModelChunk]) -> None:
    answer = after(chunks)
    assert not answer.finished
    with pytest.raises(UpstreamTruncated) as caught:
        answer.close()
    # It is still open, so that the truncation can be told.
    assert isinstance(answer.fail(caught.value)[-1], Failure)


def test_a_finish_finishes() -> None:
    assert after([STOP]).finished


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (UpstreamReset(detail="sk-secret"), Failure("upstream_reset", UpstreamReset.sentence)),
        (InternalError(detail="sk-secret"), Failure("internal_error", "Internal server error")),
    ],
    ids=["upstream's", "ours"],
)
def test_a_failure_tells_code_and_sentence_and_no_detail(error: ServiceError, failure: Failure) -> None:
    assert opened().fail(error) == (StepEnd("error", Usage()), failure)


def test_an_open_part_is_closed_before_the_failure() -> None:
    error = UpstreamReset()
    assert after([TextChunk("a"), UsageChunk(USAGE)]).fail(error) == (
        TextEnd(),
        StepEnd("error", USAGE),
        Failure(error.code, error.message),
    )


@pytest.mark.parametrize("chunks", [[], [TextChunk("a")]], ids=["no text", "text"])
def test_every_way_through_is_grammatical_and_ends_on_a_verdict(chunks: Sequence[ModelChunk]) -> None:
    for ending in ("close", "fail"):
        answer, grammar = Answer("msg-1"), Grammar()
        events = [*answer.open(), *answer.take([*chunks, STOP])]
        events += answer.close() if ending == "close" else answer.fail(UpstreamReset())
        for event in events:
            grammar.accept(event)
        assert grammar.state is State.VERDICT


def test_there_is_exactly_one_verdict() -> None:
    for first in (Answer.close, lambda answer: answer.fail(UpstreamReset())):
        answer = after([TextChunk("a"), STOP])
        first(answer)
        with pytest.raises(IllegalEvent):
            answer.close()
        with pytest.raises(IllegalEvent):
            answer.fail(UpstreamReset())
        with pytest.raises(IllegalEvent):
            answer.take([TextChunk("b")])


def test_an_answer_opens_once_and_before_all_else() -> None:
    with pytest.raises(IllegalEvent):
        opened().open()
    with pytest.raises(IllegalEvent):
        Answer("msg-1").take([TextChunk("a")])
    with pytest.raises(IllegalEvent):
        Answer("msg-1").fail(UpstreamReset())
