from collections.abc import Sequence
from itertools import permutations, product

import pytest

from service.events import (
    Event,
    File,
    MessageStart,
    ReasoningDelta,
    ReasoningEnd,
    ReasoningStart,
    RedactedReasoning,
    SourceUrl,
    StepEnd,
    StepStart,
    TextDelta,
    TextDeltas,
    TextEnd,
    TextStart,
)
from service.grammar import Grammar
from service.messages import AssistantMessage, ReasoningPart, ToolCall
from service.model import (
    AnswerStart,
    FileChunk,
    FinishChunk,
    ModelChunk,
    ReasoningChunk,
    RedactedChunk,
    SignatureChunk,
    SourceChunk,
    TextChunk,
    TextRun,
    ToolCallChunk,
    UsageChunk,
)
from service.part_ids import PartIds
from service.step import INTERRUPTED, Step
from service.tool_events import ToolInputDelta, ToolInputError, ToolInputStart
from service.upstream_errors import UpstreamTruncated
from service.usage import Usage

STOP = FinishChunk("stop")
T, U = TextChunk("Hi"), TextChunk("!")
RUN, DELTAS = TextRun(("a", "b")), TextDeltas("txt-0", ("a", "b"))
R, Q = ReasoningChunk("Hm"), ReasoningChunk("...")
SIGN, SIGN_AGAIN = SignatureChunk("anthropic", "s1"), SignatureChunk("anthropic", "s2")
SEALED = RedactedChunk("anthropic", "x")
CALL, MORE = ToolCallChunk(0, "c", "f", ""), ToolCallChunk(0, None, None, "{}")
OTHER = ToolCallChunk(1, "d", "g", '{"a":')
SOURCE, FILE = SourceChunk("https://a", "A"), FileChunk("image/png", "data:,")


def text(number: int, *texts: str) -> list[Event]:
    part = f"txt-{number}"
    return [TextStart(part), *(TextDelta(part, one) for one in texts), TextEnd(part)]


def thoughts(number: int, *texts: str, proof: SignatureChunk | None = None) -> list[Event]:
    part = f"rsn-{number}"
    proven = (proof.provider, proof.signature) if proof is not None else ("", "")
    return [ReasoningStart(part), *(ReasoningDelta(part, one) for one in texts), ReasoningEnd(part, *proven)]


SAID: dict[str, tuple[Sequence[ModelChunk], Sequence[Event]]] = {
    "nothing": ([], []),
    "a sign of life, and the count": ([AnswerStart(), UsageChunk(Usage(1, 2)), STOP], []),
    "a text": ([T], text(0, "Hi")),
    "texts stay apart in one part": ([T, U], text(0, "Hi", "!")),
    "texts that came together are told together": (
        [RUN, T, RUN],
        [TextStart("txt-0"), DELTAS, TextDelta("txt-0", "Hi"), DELTAS, TextEnd("txt-0")],
    ),
    "texts that came together end thoughts": (
        [R, RUN],
        [*thoughts(0, "Hm"), TextStart("txt-0"), DELTAS, TextEnd("txt-0")],
    ),
    "empty texts and thoughts are none": ([TextChunk(""), ReasoningChunk(""), T, TextChunk("")], text(0, "Hi")),
    "blanks are a text": ([TextChunk(" \n")], text(0, " \n")),
    "an empty thought ends no text": ([T, ReasoningChunk(""), U], text(0, "Hi", "!")),
    "an empty text ends no thoughts": ([R, TextChunk(""), Q], thoughts(0, "Hm", "...")),
    "what is said behind the end is said": ([T, STOP, U], text(0, "Hi", "!")),
    "thoughts": ([R, Q], thoughts(0, "Hm", "...")),
    "signed thoughts": ([R, SIGN], thoughts(0, "Hm", proof=SIGN)),
    "a signature only": ([SIGN], thoughts(0, proof=SIGN)),
    "a signature behind a text": ([T, SIGN], [*text(0, "Hi"), *thoughts(0, proof=SIGN)]),
    "thoughts behind a signature": ([R, SIGN, Q], [*thoughts(0, "Hm", proof=SIGN), *thoughts(1, "...")]),
    "signatures": ([SIGN, SIGN_AGAIN], [*thoughts(0, proof=SIGN), *thoughts(1, proof=SIGN_AGAIN)]),
    "thoughts, each with its own proof": (
        [R, SIGN, Q, SIGN_AGAIN],
        [*thoughts(0, "Hm", proof=SIGN), *thoughts(1, "...", proof=SIGN_AGAIN)],
    ),
    "thoughts, text, thoughts": (
        [R, SIGN, T, Q],
        [*thoughts(0, "Hm", proof=SIGN), *text(0, "Hi"), *thoughts(1, "...")],
    ),
    "sealed thoughts": (
        [R, SEALED, Q],
        [*thoughts(0, "Hm"), RedactedReasoning("rsn-1", "anthropic", "x"), *thoughts(2, "...")],
    ),
    "a source": ([T, SOURCE, U], [*text(0, "Hi"), SourceUrl("src-0", "https://a", "A"), *text(1, "!")]),
    "a file": ([R, FILE], [*thoughts(0, "Hm"), File("image/png", "data:,")]),
    "a call": ([CALL, MORE], [ToolInputStart("c", "f"), ToolInputDelta("c", "{}")]),
    "a call behind a text": ([T, CALL], [*text(0, "Hi"), ToolInputStart("c", "f")]),
    "a text within a call": (
        [CALL, T, MORE, U],
        [ToolInputStart("c", "f"), *text(0, "Hi"), ToolInputDelta("c", "{}"), *text(1, "!")],
    ),
    "nothing more of a call ends no text": ([CALL, T, CALL, U], [ToolInputStart("c", "f"), *text(0, "Hi", "!")]),
    "calls by turns": (
        [CALL, OTHER, MORE, ToolCallChunk(1, "ignored", "ignored", "1}")],
        [
            ToolInputStart("c", "f"),
            ToolInputStart("d", "g"),
            ToolInputDelta("d", '{"a":'),
            ToolInputDelta("c", "{}"),
            ToolInputDelta("d", "1}"),
        ],
    ),
    "a call without a name": ([ToolCallChunk(0, None, None, "")], [ToolInputStart("call", "")]),
}
"""Chunks, and the events they make until what is open is closed."""


def said(chunks: Sequence[ModelChunk], *, keeps: bool = True) -> tuple[Step, list[Event]]:
    """Return a step that was told these chunks, and all events, what is open closed."""
    step, events = Step(PartIds(), keeps=keeps), list[Event]()
    for chunk in chunks:
        events += step.take(chunk)
    return step, [*events, *step.close_part()]


@pytest.mark.parametrize(("chunks", "events"), SAID.values(), ids=SAID)
@pytest.mark.parametrize("keeps", [True, False], ids=["kept", "not kept"])
def test_chunks_become_events(chunks: Sequence[ModelChunk], events: Sequence[Event], *, keeps: bool) -> None:
    _, told = said(chunks, keeps=keeps)
    assert told == events


EVERY: list[ModelChunk] = [T, R, SIGN, SEALED, CALL, OTHER, SOURCE, FILE, STOP]


def test_whatever_order_chunks_come_in_the_events_are_legal() -> None:
    orders: list[Sequence[ModelChunk]] = [*permutations(EVERY, 4), *product(EVERY, repeat=3), EVERY[::-1], 2 * EVERY]
    for chunks in orders:
        grammar = Grammar()
        step, events = said(chunks)
        for event in (MessageStart("m"), StepStart("m"), *events):
            grammar.accept(event)
        assert set(grammar.streaming) == {call.call_id for call in step.calls}
        for event in (*step.give_up(grammar.streaming), StepEnd("error", Usage())):
            grammar.accept(event)


IDS: dict[str, tuple[Sequence[str | None], Sequence[str]]] = {
    "missing": ([None, None], ["call", "call-2"]),
    "empty": (["", ""], ["call", "call-2"]),
    "repeated": (["c", "c"], ["c", "c-2"]),
    "already in the request": (["old"], ["old-2"]),
}


@pytest.mark.parametrize(("given", "ids"), IDS.values(), ids=IDS)
def test_ids_of_calls_are_unique_and_the_model_is_told_the_same(
    given: Sequence[str | None], ids: Sequence[str]
) -> None:
    step = Step(PartIds(["old"]), keeps=False)
    told = [event for index, one in enumerate(given) for event in step.take(ToolCallChunk(index, one, "f", ""))]
    assert told == [ToolInputStart(one, "f") for one in ids]
    assert [call.call_id for call in step.calls] == [call.id for call in step.message().calls] == ids


def test_calls_stand_in_the_models_order_whichever_came_first() -> None:
    step, _ = said([ToolCallChunk(index, str(index), "f", "") for index in (2, 0, 10, 1)])
    assert [call.call_id for call in step.calls] == ["0", "1", "2", "10"]


def test_what_was_said_is_told_to_the_model_again() -> None:
    chunks: list[ModelChunk] = [R, SIGN, T, SEALED, CALL, OTHER, MORE, Q, U, STOP]
    step, _ = said(chunks)
    assert step.message() == AssistantMessage(
        "Hi!",
        (ToolCall("c", "f", "{}"), ToolCall("d", "g", "{}")),
        (
            ReasoningPart("Hm", "anthropic", "s1"),
            ReasoningPart("", "anthropic", data="x"),
            ReasoningPart("..."),
        ),
    )
    step, _ = said(chunks, keeps=False)
    assert step.message() == AssistantMessage(None, (ToolCall("c", "f", "{}"), ToolCall("d", "g", "{}")))


def test_arguments_that_are_an_object_are_told_to_the_model_as_they_are() -> None:
    step, _ = said([ToolCallChunk(0, "c", "f", ' {"a":'), ToolCallChunk(0, None, None, "1.0 }")], keeps=False)
    assert step.message().calls == (ToolCall("c", "f", ' {"a":1.0 }'),)


def test_a_step_is_finished_when_the_model_says_so() -> None:
    step, _ = said([T, UsageChunk(Usage(1, 1)), UsageChunk(Usage(3, 4))])
    assert (step.finished, step.reason, step.usage) == (False, "unknown", Usage(3, 4))
    assert not list(step.take(FinishChunk("length")))
    assert (step.finished, step.reason) == (True, "length")
    assert not list(step.take(FinishChunk("stop")))
    assert (step.finished, step.reason) == (True, "stop")


def test_the_end_of_a_step_closes_what_is_open_and_no_call() -> None:
    step = Step(PartIds(), keeps=False)
    for chunk in (CALL, T, STOP):
        list(step.take(chunk))
    assert list(step.complete()) == [TextEnd("txt-0")]
    assert list(step.complete()) == []


@pytest.mark.parametrize(
    "chunks", [[], [T], [R, CALL], [UsageChunk(Usage(1, 1))]], ids=["nothing", "text", "call", "count"]
)
def test_a_step_without_a_finish_is_truncated(chunks: Sequence[ModelChunk]) -> None:
    step, _ = said(chunks)
    with pytest.raises(UpstreamTruncated):
        list(step.complete())


def test_only_those_calls_are_given_up_that_are_open() -> None:
    step, _ = said([CALL, OTHER])
    assert list(step.give_up(["d", "e"])) == [ToolInputError("d", "g", '{"a":', INTERRUPTED)]
    assert list(step.give_up([])) == []
