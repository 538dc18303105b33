import pytest

from service.events import Event, TextDelta
from service.messages import ToolMessage
from service.tool_events import (
    ToolApprovalRequest,
    ToolInput,
    ToolInputError,
    ToolInputStart,
    ToolOutput,
    ToolOutputDenied,
    ToolOutputError,
)
from service.tool_outcomes import ToolOutcomes

ASKED = ToolInput("c", "t", {})
CASES: dict[str, tuple[list[Event], str | None]] = {
    "a text as it is": ([ASKED, ToolOutput("c", 'say "é"')], 'say "é"'),
    "half an emoji": ([ASKED, ToolOutput("c", "a\ud83d")], "a\ufffd"),
    "anything else as JSON": ([ASKED, ToolOutput("c", {"a": [1, "é"]})], '{"a":[1,"é"]}'),
    "nothing": ([ASKED, ToolOutput("c", None)], "null"),
    "the last of many": ([ASKED, ToolOutput("c", 1, preliminary=True), ToolOutput("c", 2)], "2"),
    "an error": ([ASKED, ToolOutputError("c", "The tool failed")], '{"error":"The tool failed"}'),
    "no consent": ([ASKED, ToolOutputDenied("c", "No")], '{"error":"No"}'),
    "a call that can't be made": ([ToolInputError("c", "t", "{", "No such tool")], '{"error":"No such tool"}'),
    "an answer without its call": ([ToolOutput("c", 1)], "1"),
    "a client's": ([ASKED], None),
    "one that is not done": ([ASKED, ToolOutput("c", 1, preliminary=True)], None),
    "one that waits": ([ASKED, ToolApprovalRequest("a", "c")], None),
}


@pytest.mark.parametrize(("events", "text"), CASES.values(), ids=CASES)
def test_the_model_is_told_the_outcome_or_waits_for_it(events: list[Event], text: str | None) -> None:
    outcomes = ToolOutcomes()
    for event in events:
        outcomes.take([event])
    assert outcomes.messages == (() if text is None else (ToolMessage("c", text),))
    assert outcomes.pending == (("c",) if text is None else ())


def test_outcomes_stand_in_the_order_of_the_calls_however_long_each_took() -> None:
    outcomes = ToolOutcomes()
    outcomes.take(ToolInput(call_id, "t", {}) for call_id in "abc")
    outcomes.take([ToolOutput("c", 3), ToolOutput("a", 1)])
    assert outcomes.messages == (ToolMessage("a", "1"), ToolMessage("c", "3"))
    assert outcomes.pending == ("b",)


def test_what_is_about_no_outcome_is_passed_over() -> None:
    outcomes = ToolOutcomes()
    outcomes.take([ToolInputStart("c", "t"), TextDelta("txt", "a")])
    assert (outcomes.messages, outcomes.pending) == ((), ())
