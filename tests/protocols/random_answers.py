"""Answers of models and tools that do anything, in any order: what drives them is drawn by hypothesis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Literal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from service.answer import Answer
from service.events import Event
from service.field import JSON
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
from service.tool_call import Call
from service.tool_events import (
    ToolApprovalRequest,
    ToolInput,
    ToolInputError,
    ToolOutput,
    ToolOutputDenied,
    ToolOutputError,
)
from service.upstream_errors import UpstreamReset, UpstreamTruncated
from service.usage import FinishReason, Usage

ANSWERED = ("old-1", "old-2")
"""Calls of an earlier answer that get their outputs in this one."""

Outcome = Literal["wrong", "client's", "asked", "output", "shown and output", "failed", "denied"]
_CLIENTS: tuple[Outcome, JSON] = ("client's", None)
Ending = Literal["whole", "failed", "aborted"]

_ODD = ["", "a", "\n\n", '"\\', "\r\n", "\0", "\ud83d", "\ude00", "😀", "\u2028", "data: [DONE]\n\n", '3:"x"\n', "é"]
texts: SearchStrategy[str] = st.sampled_from(_ODD) | st.text(st.characters(exclude_categories=()), max_size=5)
names = st.sampled_from(["f", "c1", "c2", "c1-2", "old-1", "call", ""]) | texts
reasons: SearchStrategy[FinishReason] = st.sampled_from(
    ["stop", "length", "content-filter", "tool-calls", "error", "unknown"]
)
usages = st.builds(Usage, *(st.none() | st.integers(0, 9) for _ in range(2)))
urls = st.sampled_from(["https://a", "data:image/png;base64,AA==", "data:,a", "data:a;base64", "", "\ud83d"])
json_values: SearchStrategy[JSON] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "__proto__", "constructor", "prototype"]) | texts, inner, max_size=2)
    ),
    max_leaves=5,
)

plain_chunks: SearchStrategy[ModelChunk] = st.one_of(
    st.builds(TextChunk, texts),
    st.builds(TextRun, st.lists(texts.filter(bool), min_size=2, max_size=4).map(tuple)),
    st.builds(ToolCallChunk, st.integers(0, 2), st.none() | names, st.none() | names, texts),
    st.just(AnswerStart()),
    st.builds(UsageChunk, usages),
    st.builds(FinishChunk, reasons),
)
"""What every release of every client has words for."""

all_chunks: SearchStrategy[ModelChunk] = plain_chunks | st.one_of(
    st.builds(ReasoningChunk, texts),
    st.builds(SignatureChunk, st.sampled_from(["anthropic", "google"]), texts),
    st.builds(RedactedChunk, st.sampled_from(["anthropic", "google"]), texts),
    st.builds(SourceChunk, urls, st.none() | texts),
    st.builds(FileChunk, texts, urls),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One step: what arrives from the model, together or apart, and what becomes of its calls."""

    arrivals: Sequence[Sequence[ModelChunk]]
    outcomes: Sequence[tuple[Outcome, JSON]]


@dataclass(frozen=True, slots=True)
class Script:
    """One answer.

    Attributes:
        early: what becomes of the calls that were answered.
        steps: what happens, unless it is over before.
        tuples: how many tuples of events are told before it ends as ``ending`` says.
    """

    early: Sequence[tuple[Outcome, JSON]]
    steps: Sequence[Said]
    ending: Ending
    tuples: int

    def events(self) -> Iterator[tuple[Event, ...]]:
        """Yield the events, as they are told together."""
        answer = Answer("msg-1", answered=ANSWERED, taken=ANSWERED)
        try:
            yield from islice(self._told(answer), None if self.ending == "whole" else self.tuples)
        except UpstreamTruncated as error:
            yield answer.fail(error)
            return
        match self.ending:
            case "whole":
                yield answer.end("stop", {"a": 1})
            case "failed":
                yield answer.fail(UpstreamReset())
            case "aborted":
                yield answer.abort()

    def _told(self, answer: Answer) -> Iterator[tuple[Event, ...]]:
        yield answer.begin({"model": "m"})
        for call_id, (outcome, value) in zip(ANSWERED, self.early, strict=False):
            for event in _output(call_id, outcome, value):
                yield answer.tell([event])
        for step in self.steps:
            yield answer.open(keeps=bool(step.outcomes))
            for chunks in step.arrivals:
                yield answer.take(chunks)
            yield answer.complete()
            for events in _outcomes(answer.step.calls, step.outcomes):
                yield answer.tell(events)
            yield answer.shut(answer.step.reason)


def _outcomes(calls: Sequence[Call], outcomes: Sequence[tuple[Outcome, JSON]]) -> Iterator[tuple[Event, ...]]:
    """Yield first the inputs, together, and then what came of them, the last call first."""
    pairs = list(zip(calls, cycle(outcomes or [_CLIENTS]), strict=False))
    yield tuple(
        ToolInputError(call.call_id, call.name, value, "No")
        if outcome == "wrong"
        else ToolInput(call.call_id, call.name, value)
        for call, (outcome, value) in pairs
    )
    for call, (outcome, value) in reversed(pairs):
        for event in _output(call.call_id, outcome, value):
            yield (event,)


def _output(call_id: str, outcome: Outcome, value: JSON) -> Sequence[Event]:
    match outcome:
        case "asked":
            return [ToolApprovalRequest(f"approval-{call_id}", call_id)] if call_id not in ANSWERED else []
        case "output":
            return [ToolOutput(call_id, value)]
        case "shown and output":
            return [ToolOutput(call_id, value, preliminary=True), ToolOutput(call_id, None)]
        case "failed":
            return [ToolOutputError(call_id, "")]
        case "denied":
            return [ToolOutputDenied(call_id, "\ud83d")]
        case "wrong" | "client's":
            return []


def scripts(chunks: SearchStrategy[ModelChunk]) -> SearchStrategy[Script]:
    """Return answers of a model that says such chunks."""
    outcome: SearchStrategy[Outcome] = st.sampled_from(
        ["wrong", "client's", "asked", "output", "shown and output", "failed", "denied"]
    )
    outcomes = st.lists(st.tuples(outcome, json_values), max_size=3)
    arrivals = st.lists(st.lists(chunks, max_size=4), max_size=4)
    # Most models do finish.
    finished = arrivals.map(lambda arrived: [*arrived, [FinishChunk("stop")]])
    step = st.builds(Said, finished | finished | arrivals, outcomes)
    ending: SearchStrategy[Ending] = st.sampled_from(["whole", "failed", "aborted"])
    return st.builds(Script, outcomes, st.lists(step, max_size=3), ending, st.integers(1, 15))
