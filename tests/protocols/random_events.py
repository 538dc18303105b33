"""Events in any order, most of them where they may not come."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from service.events import (
    Abort,
    Annotation,
    Data,
    Event,
    Failure,
    File,
    MessageEnd,
    MessageStart,
    ReasoningDelta,
    ReasoningEnd,
    ReasoningStart,
    RedactedReasoning,
    SourceDocument,
    SourceUrl,
    StepEnd,
    StepStart,
    TextDelta,
    TextDeltas,
    TextEnd,
    TextStart,
)
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
from service.usage import Usage
from tests.protocols.random_answers import json_values, reasons, texts, urls, usages

_parts = st.sampled_from(["p", "q"])
_calls = st.sampled_from(["c", "d", "old-1"])
_words = texts.filter(bool)
_provider = st.sampled_from(["anthropic", "google"])
_name = st.just("f")
_optional = st.none() | texts
_metadata = st.dictionaries(texts, json_values, max_size=2)

KINDS: Mapping[type, SearchStrategy[Event]] = {
    MessageStart: st.builds(MessageStart, texts, st.none() | _metadata),
    StepStart: st.builds(StepStart, texts),
    TextStart: st.builds(TextStart, _parts),
    TextDelta: st.builds(TextDelta, _parts, _words),
    TextDeltas: st.builds(TextDeltas, _parts, st.lists(_words, min_size=2, max_size=4).map(tuple)),
    TextEnd: st.builds(TextEnd, _parts),
    ReasoningStart: st.builds(ReasoningStart, _parts),
    ReasoningDelta: st.builds(ReasoningDelta, _parts, _words),
    ReasoningEnd: st.builds(ReasoningEnd, _parts, _provider, texts),
    RedactedReasoning: st.builds(RedactedReasoning, _parts, _provider, texts),
    ToolInputStart: st.builds(ToolInputStart, _calls, _name),
    ToolInputDelta: st.builds(ToolInputDelta, _calls, _words),
    ToolInput: st.builds(ToolInput, _calls, _name, json_values),
    ToolInputError: st.builds(ToolInputError, _calls, _name, json_values, texts),
    ToolApprovalRequest: st.builds(ToolApprovalRequest, texts, _calls),
    ToolOutput: st.builds(ToolOutput, _calls, json_values, st.booleans()),
    ToolOutputError: st.builds(ToolOutputError, _calls, texts),
    ToolOutputDenied: st.builds(ToolOutputDenied, _calls, texts),
    SourceUrl: st.builds(SourceUrl, texts, urls, _optional),
    SourceDocument: st.builds(SourceDocument, texts, texts, texts, _optional),
    File: st.builds(File, texts, urls),
    Data: st.builds(Data, texts, json_values, _optional, st.booleans()),
    Annotation: st.builds(Annotation, _metadata),
    StepEnd: st.builds(StepEnd, reasons, usages),
    MessageEnd: st.builds(MessageEnd, reasons, usages, st.none() | _metadata),
    Abort: st.builds(Abort, usages),
    Failure: st.builds(Failure, texts, texts),
}

_any = st.one_of(list(KINDS.values()))
_verdicts = (MessageEnd, Abort, Failure)
_within = st.one_of([events for kind, events in KINDS.items() if kind not in _verdicts])
_opening: tuple[Event, ...] = (MessageStart("m"), StepStart("m"))

sequences: SearchStrategy[Sequence[Event]] = st.lists(_any, max_size=20) | st.builds(
    lambda within, rest: (*_opening, *within, *rest), st.lists(_within, max_size=40), st.lists(_any, max_size=5)
)

ENDS: Sequence[Event] = (
    *(end(part) for end in (TextEnd, ReasoningEnd) for part in ("p", "q")),
    *(ToolInputError(call, "f", None, "") for call in ("c", "d", "old-1")),
    StepEnd("stop", Usage()),
    MessageStart("m"),
    MessageEnd("stop", Usage()),
)
"""Whatever is open, after these nothing is; those that have nothing to close are illegal."""
