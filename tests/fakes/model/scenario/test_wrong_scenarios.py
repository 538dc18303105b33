from pathlib import Path

import pytest

from fakes.model.scenario.playbook import Playbook, PlaybookError
from tests.fakes.model.scenario.stage import written

KEYS = "name, match, priority, times, sequence, cycle, template, say, choices, finish, pace, gates, fault"
PARTS = "text, reasoning, redacted_reasoning, call, refusal"
MATCHES = "dialect, model, system, user, turn, tool_result, tools, image, stream, header, json, predicate"
ACT = "say, choices, finish, pace, gates, fault"
PACES = "first_ms, delay_ms, tokens_per_second, jitter"
TESTS = "exact, contains, regex, glob"
FINISHES = "must be one of 'stop', 'length', 'tool_calls', 'content_filter'"
UNKNOWN = "is not known here; known are"
S = "scenario 'a': 'scenarios[0]"
CALL = f"{S}.say[0].call"
GATE = "must be 1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-'"
NO_JSON = "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"
NO_TEMPLATE = "is no template: unexpected end of template, expected 'end of print statement'."
NEEDS = "a call that goes wrong needs 'unoffered: true'"
CONTRADICTS = "contradicts 'delay_ms': only one of them can be"
NO_REGEX = "is no regular expression: missing ), unterminated subpattern at position 0"
TWO_GATES = [{"event": 1, "name": "a"}, {"event": 1, "name": "b"}]


def call(**members: object) -> dict[str, object]:
    return {"say": [{"call": members}]}


@pytest.mark.parametrize(
    ("scenario", "complaint"),
    [
        ({"name": None}, "'scenarios[0].name' must be a string, and is null."),
        ({"name": 1}, "'scenarios[0].name' must be a string, and is an integer."),
        ({"name": ""}, "'scenarios[0].name' must not be empty."),
        ({"sya": "x"}, f"{S}.sya' {UNKNOWN}: {KEYS}."),
        ({"say": None}, f"{S}' must have 'say', or at least one of 'pace', 'gates' and 'fault'."),
        ({"say": None, "choices": ["x"]}, f"{S}.choices' are other answers than 'say', which is not there."),
        ({"say": 1}, f"{S}.say' must be an array, and is an integer."),
        ({"say": [{"txet": "x"}]}, f"{S}.say[0].txet' {UNKNOWN}: {PARTS}."),
        ({"say": [{}]}, f"{S}.say[0]' must have one of {PARTS}."),
        ({"say": [{"text": "x", "signature": "y"}]}, f"{S}.say[0].signature' {UNKNOWN}: text."),
        ({"say": [{"reasoning": "x", "loud": True}]}, f"{S}.say[0].loud' {UNKNOWN}: reasoning, signature, aloud."),
        ({"say": [{"reasoning": "x", "aloud": 1}]}, f"{S}.say[0].aloud' must be a boolean, and is an integer."),
        ({"say": [{"call": {}}]}, f"{CALL}.name' is required."),
        (call(name="f", arguments=[1]), f"{CALL}.arguments' must be an object, and is an array."),
        (call(name="f", args={}), f"{CALL}.args' {UNKNOWN}: name, arguments, id, unoffered."),
        (call(name="f", arguments="{"), f"{CALL}.arguments' {NO_JSON}; {NEEDS}."),
        ({"finish": "end"}, f"{S}.finish' is 'end', and {FINISHES}."),
        ({"priority": 1.5}, f"{S}.priority' must be an integer, and is a decimal."),
        ({"times": 0}, f"{S}.times' is 0, and must be at least 1."),
        ({"cycle": True}, f"{S}.cycle' needs a 'sequence'."),
        ({"sequence": [{"say": "x"}]}, f"{S}.say' stands beside 'sequence', and belongs into its items."),
        ({"say": None, "sequence": []}, f"{S}.sequence' must not be empty."),
        ({"say": None, "sequence": [{"times": 1}]}, f"{S}.sequence[0].times' {UNKNOWN}: {ACT}."),
        ({"pace": {"delay": 1}}, f"{S}.pace.delay' {UNKNOWN}: {PACES}."),
        ({"pace": {"jitter": 2}}, f"{S}.pace.jitter' is 2, and must be at most 1.0."),
        ({"pace": {"delay_ms": 2, "tokens_per_second": 2}}, f"{S}.pace.tokens_per_second' {CONTRADICTS}."),
        ({"gates": [{"event": -1, "name": "a"}]}, f"{S}.gates[0].event' is -1, and must be at least 0."),
        ({"gates": TWO_GATES}, f"{S}.gates[1].event' has a gate already."),
        ({"gates": [{"event": 1, "name": "a b"}]}, f"{S}.gates[0].name' {GATE}."),
        ({"gates": [{"event": 1, "nmae": "a"}]}, f"{S}.gates[0].nmae' {UNKNOWN}: event, name."),
        ({"template": True, "say": "{{ x"}, f"{S}' holds '{{{{ x', which {NO_TEMPLATE}."),
        ({"match": {"usr": "x"}}, f"{S}.match.usr' {UNKNOWN}: {MATCHES}."),
        ({"match": {"user": {"regex": "("}}}, f"{S}.match.user.regex' {NO_REGEX}."),
        ({"match": {"user": {}}}, f"{S}.match.user' must have one of {TESTS}."),
        ({"match": {"user": {"is": "x"}}}, f"{S}.match.user.is' {UNKNOWN}: {TESTS}."),
        ({"match": {"turn": 0}}, f"{S}.match.turn' is 0, and must be at least 1."),
        ({"match": {"tools": [""]}}, f"{S}.match.tools' must not hold an empty name."),
        ({"match": {"tool_result": {}}}, f"{S}.match.tool_result' must have one of {TESTS}, name, failed."),
        ({"match": {"json": {"metadata": 1}}}, f"{S}.match.json.metadata' is no JSONPath: it must begin with '$'."),
        ({"match": {"json": {"$[": 1}}}, f"{S}.match.json.$[' is no JSONPath as RFC 9535 has it."),
        ({"match": {"predicate": "x"}}, f"{S}.match.predicate' must be a function, which only a Python file can hold."),
    ],
    ids=range(41),
)  # fmt: skip
def test_a_wrong_scenario_is_an_error_with_file_scenario_and_field(
    tmp_path: Path, scenario: dict[str, object], complaint: str
) -> None:
    document = {"scenarios": [{"name": "a", "say": "x", **scenario}]}
    file = written(tmp_path, s__json=document) / "s.json"

    with pytest.raises(PlaybookError) as caught:
        Playbook.load([file])

    assert str(caught.value) == f"{file}: {complaint}"
