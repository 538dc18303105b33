from dataclasses import replace

import pytest

from fakes.model.field import Field
from fakes.model.saying import File, Saying, Source, Text
from fakes.model.scenario.act import Act
from fakes.model.scenario.match import Match
from fakes.model.scenario.plausibility import implausible
from fakes.model.scenario.scenario import Scenario

CALL = {"call": {"name": "f"}}
THOUGHT = {"reasoning": "Hm."}
ALOUD = {**THOUGHT, "aloud": True}
STOP = "'s.finish' is 'stop' behind nothing but calls; only a forced call in dialect 'openai' ends so."
EMPTY = "'s.say' is empty; only an answer with finish 'length' or 'content_filter' can be."
NOTHING = "is empty, and a model does not begin a part to say nothing."
BEHIND = "is reasoning behind what was said, for which ollama has no place."
HALF = "holds half a character (a lone surrogate), which no model sends."


def arguments(value: object, **besides: object) -> dict[str, object]:
    return {"say": [{"call": {"name": "f", "arguments": value, **besides}}]}


def in_dialect(dialect: object, **document: object) -> dict[str, object]:
    return {"match": {"dialect": dialect}, **document}


@pytest.mark.parametrize(
    ("document", "complaints"),
    [
        ({"say": []}, [EMPTY]),
        ({"say": ""}, [f"'s.say[0]' {NOTHING}"]),
        ({"say": [THOUGHT, {"reasoning": ""}]}, [f"'s.say[1]' {NOTHING}"]),
        ({"say": "x", "choices": ["y", [{"refusal": ""}]]}, [f"'s.choices[1][0]' {NOTHING}"]),
        ({"sequence": [{"say": "x"}, {"say": [{"redacted_reasoning": ""}]}]}, [f"'s.sequence[1].say[0]' {NOTHING}"]),
        ({"say": "x", "finish": "tool_calls"}, ["'s.finish' is 'tool_calls', and no tool is called."]),
        ({"say": [CALL], "finish": "stop"}, [STOP]),
        ({"say": [THOUGHT, CALL], "finish": "stop"}, [STOP]),
        (in_dialect("anthropic", say=[CALL], finish="stop"), [STOP]),
        (
            {"say": [CALL], "finish": "content_filter"},
            ["'s.finish' is 'content_filter', and what is held back calls no tools."],
        ),
        ({"say": [{"refusal": "No."}, CALL]}, ["'s.say' refuses and calls tools, and no model does both."]),
        (
            {"say": [{"call": {"name": "a b"}}]},
            ["'s.say[0].call.name' is 'a b', which no API takes as the name of a tool."],
        ),
        (
            {"say": [{"call": {"name": "f", "id": "c"}}], "choices": [[{"call": {"name": "f", "id": "c"}}]]},
            ["'s.choices[0][0].call.id' is 'c', as of another call."],
        ),
        (
            in_dialect("openai", say=[THOUGHT, {"text": "x"}]),
            ["'s.say[0]' is reasoning, which the dialect openai never shows."],
        ),
        (
            in_dialect("openai", say=[{"redacted_reasoning": "x"}]),
            ["'s.say[0]' is reasoning, which the dialect openai never shows."],
        ),
        (
            in_dialect(["azure", "completions"], say=[ALOUD]),
            ["'s.say[0]' is reasoning, which the dialect azure, completions never shows."],
        ),
        (in_dialect("ollama", say=[{"text": "x"}, THOUGHT]), [f"'s.say[1]' {BEHIND}"]),
        (in_dialect("ollama", say=[CALL, THOUGHT]), [f"'s.say[1]' {BEHIND}"]),
        ({"say": "\ud800"}, [f"'s.say[0].text' {HALF}"]),
        ({"say": [{"reasoning": "x", "signature": "\udfff"}]}, [f"'s.say[0].signature' {HALF}"]),
        ({"say": [{"refusal": "\ud800"}]}, [f"'s.say[0].refusal' {HALF}"]),
        (arguments("{}", unoffered=True, id="\ud800"), [f"'s.say[0].call.id' {HALF}"]),
    ],
    ids=[
        "no-parts", "no-text", "no-reasoning", "no-refusal", "no-redacted", "tool_calls", "stop", "stop-thought",
        "stop-anthropic", "filter", "refusal-call", "name", "id", "openai-reasons", "openai-redacted", "azure-aloud",
        "behind-text", "behind-call", "half-text", "half-signature", "half-refusal", "half-id",
    ],
)  # fmt: skip
def test_what_no_model_produces_is_told_with_its_place(document: dict[str, object], complaints: list[str]) -> None:
    assert told(document) == complaints


def told(document: dict[str, object]) -> list[str]:
    return [str(error) for error in implausible(Scenario.read(Field({"name": "a", **document}, "s"), "s.yaml"))]


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("{", "is not JSON: "),
        ("[1]", "is JSON, but no object; "),
        ('{"a": NaN}', "is not JSON: NaN is no number of JSON; "),
        ("[" * 100_000, "is not JSON: "),
    ],
    ids=["broken", "array", "constant", "deep"],
)
def test_arguments_are_a_json_object_unless_unoffered(value: str, complaint: str) -> None:
    (error,) = told(arguments(value))

    assert error.startswith(f"'s.say[0].call.arguments' {complaint}")
    assert error.endswith("a call that goes wrong needs 'unoffered: true'.")
    assert told(arguments(value, unoffered=True)) == []
    assert told({**arguments(value), "template": True}) == []


@pytest.mark.parametrize(
    "document",
    [
        {"say": [THOUGHT, {"text": "x"}, CALL, THOUGHT]},
        in_dialect(["openai", "responses"], say=[THOUGHT]),
        in_dialect(["openai", "azure"], say=[ALOUD]),
        in_dialect(["ollama", "anthropic"], say=[{"text": "x"}, THOUGHT]),
        in_dialect("ollama", say=[THOUGHT, {"text": "x"}]),
        in_dialect("openai", say=[CALL], finish="stop"),
        {"say": [{"text": "x"}, CALL], "finish": "stop"},
        {"say": [CALL], "finish": "length"},
        {"say": [CALL], "finish": "tool_calls"},
        {"say": [], "finish": "length"},
        {"say": [], "finish": "content_filter"},
        {"say": [{"call": {"name": "a b", "arguments": "{", "unoffered": True}}]},
        {"say": lambda _: "x", "finish": "tool_calls"},
        {"fault": "reset@event=3"},
    ],
    ids=[
        "interleaved", "unbound", "aloud", "one-interleaves", "before", "forced", "words-and-call", "cut-call",
        "call", "cut-short", "held-back", "unoffered", "function", "fault",
    ],
)  # fmt: skip
def test_what_a_model_may_produce_is_let_through(document: dict[str, object]) -> None:
    assert told(document) == []


def test_tokens_that_are_read_once_are_not_looked_at() -> None:
    scenario = Scenario.read(Field({"name": "a", "say": lambda _: Saying((Text(iter("ab")),))}, "s"), "s.py")

    assert list(implausible(scenario)) == []


@pytest.mark.parametrize("part", [Source("https://example.com", "A page"), File("data:text/plain,Hi")], ids=repr)
def test_what_is_no_words_may_have_any_address_but_half_a_character(part: Source | File) -> None:
    def complaints(said: Source | File) -> list[str]:
        act = Act("s", ((said,),))
        return [str(finding) for finding in implausible(Scenario(name="a", file="s.py", match=Match(), acts=(act,)))]

    assert complaints(part) == []
    assert len(complaints(replace(part, url="\ud83d"))) == 1
