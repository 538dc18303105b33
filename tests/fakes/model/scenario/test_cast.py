from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.model.api_error import ApiError
from fakes.model.faults.fault import Fault
from fakes.model.journal import Journal
from fakes.model.prompt import Prompt, ToolChoice
from fakes.model.saying import Call, Reasoning, Refusal, Saying, Text
from tests.fakes.model.scenario.stage import asked, cast, sent, spoken

CALL: dict[str, object] = {"say": [{"call": {"name": "weather"}}]}
BOTH: dict[str, object] = {"say": [{"call": {"name": "clock"}}, {"call": {"name": "weather"}}]}
UNOFFERED: dict[str, object] = {"say": [{"call": {"name": "weather", "unoffered": True}}]}


def test_the_higher_priority_speaks_and_of_equals_the_first() -> None:
    assert spoken(cast({}, {"priority": 1}, {"priority": 1}, {"priority": -1})) == "b"


def test_a_used_up_scenario_is_passed_over() -> None:
    troupe = cast({"times": 2}, {"times": 1})

    assert [spoken(troupe) for _ in range(4)] == ["a", "a", "b", None]


@pytest.mark.parametrize(("cycle", "expected"), [(False, "xyyy"), (True, "xyxy")], ids=["repeats", "cycles"])
def test_a_sequence_is_said_in_its_order(*, cycle: bool, expected: str) -> None:
    troupe = cast({"sequence": [{"say": "x"}, {"say": "y"}], "cycle": cycle})

    assert "".join(str(spoken(troupe)) for _ in range(4)) == expected


SCENARIOS = st.lists(
    st.fixed_dictionaries(
        {"match": st.sampled_from([{}, {"user": "x"}, {"user": "y"}])},
        optional={
            "priority": st.integers(-1, 1),
            "times": st.integers(1, 3),
            "sequence": st.lists(st.builds(lambda word: {"say": word}, st.sampled_from("pqr")), min_size=1, max_size=3),
        },
    ),
    max_size=5,
)


@given(SCENARIOS, st.lists(st.sampled_from(["x", "y", "z"]), max_size=12))
def test_priorities_times_and_sequences_are_a_walk_down_a_sorted_list(documents: list[Any], questions: str) -> None:
    troupe, counts = cast(*documents), Counter[int]()

    for question in questions:
        expected = None
        for at in sorted(range(len(documents)), key=lambda at: (-documents[at].get("priority", 0), at)):
            document = documents[at]
            if document["match"].get("user", "") in question and counts[at] < document.get("times", 99):
                acts = document.get("sequence", [{"say": "abcde"[at]}])
                expected = acts[min(counts[at], len(acts) - 1)]["say"]
                counts[at] += 1
                break
        assert spoken(troupe, asked(question)) == expected
    spoke = [name for at, name in enumerate("abcde"[: len(documents)]) if counts[at]]
    assert set(troupe.unused()) == set("abcde"[: len(documents)]) - set(spoke)


def test_a_line_is_all_that_is_written() -> None:
    line = cast(
        {
            "say": [
                {"reasoning": "Hm.", "signature": "s"},
                {"reasoning": "So.", "aloud": True},
                {"text": "It"},
                {"call": {"name": "f", "arguments": {"a": "é"}, "id": "c", "unoffered": True}},
            ],
            "choices": [[{"refusal": "No."}], "Two"],
            "finish": "length",
            "pace": {"first_ms": 5, "tokens_per_second": 50, "jitter": 0.5},
            "gates": [{"event": 3, "name": "b"}, {"event": 0, "name": "a"}],
            "fault": "reset@event=3",
        }
    ).choose(asked(), sent())

    assert line is not None
    assert line.scenario == "a"
    assert line.sayings == (
        Saying(
            (
                Reasoning("Hm.", "s"),
                Reasoning("So.", aloud=True),
                Text("It"),
                Call("f", '{"a":"é"}', "c", unoffered=True),
            ),
            "length",
        ),
        Saying((Refusal("No."),), "length"),
        Saying((Text("Two"),), "length"),
    )
    assert line.pace == {"first_ms": 5, "tokens_per_second": 50, "jitter": 0.5}
    assert line.gates == ((0, "a"), (3, "b"))
    assert line.fault == Fault.parse("reset@event=3")


def test_without_words_the_model_makes_something_up() -> None:
    line = cast({"fault": "status=429"}).choose(asked(), sent())

    assert line is not None
    assert line.sayings == ()


TOOLS = ("weather", "clock")


@pytest.mark.parametrize(
    ("document", "prompt", "matches"),
    [
        (CALL, asked(tools=TOOLS), True),
        (CALL, asked(tools=("clock",)), False),
        (CALL, asked(), False),
        (CALL, asked(tools=TOOLS, choice=ToolChoice("none")), False),
        (CALL, asked(tools=TOOLS, choice=ToolChoice("required", ("clock",))), False),
        (CALL, asked(tools=TOOLS, choice=ToolChoice("required", ("weather",))), True),
        (BOTH, asked(tools=TOOLS, choice=ToolChoice("required", ("weather",))), True),
        (BOTH, asked(tools=("weather",)), False),
        (UNOFFERED, asked(), True),
        (UNOFFERED, asked(tools=TOOLS, choice=ToolChoice("none")), True),
    ],
    ids=[
        "offered",
        "others",
        "none",
        "forbidden",
        "another-forced",
        "forced",
        "one-of-two-forced",
        "one-of-two-offered",
        "unoffered",
        "unoffered-forbidden",
    ],
)
def test_a_call_must_be_offered_and_allowed(*, document: dict[str, object], prompt: Prompt, matches: bool) -> None:
    assert (cast(document).choose(prompt, sent()) is not None) is matches


def test_the_next_answer_of_a_sequence_decides_about_tools() -> None:
    troupe = cast({"sequence": [{"say": "x"}, CALL]})

    assert [spoken(troupe), spoken(troupe)] == ["x", None]


def test_a_predicate_is_asked_last_and_once() -> None:
    heard: list[str] = []

    def predicate(name: str) -> dict[str, object]:
        return {"predicate": lambda _: heard.append(name)}

    troupe = cast(
        {"match": {**predicate("failed already"), "user": "nothing"}},
        {"match": predicate("says no")},
        {"match": {"user": "Hello"}},
        {"match": predicate("is behind the one that speaks")},
    )

    assert spoken(troupe) == "c"
    assert heard == ["says no"]


def test_a_predicate_is_not_asked_again_for_the_near_misses() -> None:
    heard: list[Prompt] = []
    troupe = cast({"match": {"predicate": heard.append}}, strict=True)

    with pytest.raises(ApiError, match=r"1\. a \(s\.yaml\): predicate: wanted true, got false"):
        troupe.choose(asked(), sent())
    assert len(heard) == 1


def boom(_: Prompt) -> object:
    raise KeyError("oh")


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({"match": {"predicate": boom}}, "'predicate' raised KeyError: 'oh'"),
        ({"say": boom}, "'say' raised KeyError: 'oh'"),
        ({"say": lambda _: 1}, "what 'say' returned is no saying: 'say' must be an array, and is an integer."),
        ({"say": lambda _: [{"text": set()}]}, "what 'say' returned is no saying: 'say[0].text' holds a set"),
        ({"say": "{{ x }}", "template": True}, "a template cannot be filled in: 'x' is undefined"),
    ],
    ids=["predicate", "say", "no-saying", "no-json", "template"],
)
def test_a_scenario_that_fails_is_a_server_error_and_goes_into_the_journal(
    document: dict[str, object], complaint: str
) -> None:
    journal = Journal()

    with pytest.raises(ApiError) as caught:
        cast(document, journal=journal).choose(asked(), sent())

    assert (caught.value.status, caught.value.code) == (500, "scenario_failed")
    assert caught.value.message.startswith(f"Scenario 'a' (s.yaml): {complaint}")
    assert journal.failures == [caught.value.message]


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("Hi", Saying((Text("Hi"),), "length")),
        ([{"text": "Hi"}], Saying((Text("Hi"),), "length")),
        (({"text": "Hi"},), Saying((Text("Hi"),), "length")),
        (Saying((Text("Hi"),), "stop"), Saying((Text("Hi"),), "length")),
    ],
    ids=["text", "parts", "tuple", "saying"],
)
def test_a_function_says_what_it_returns(returned: object, expected: Saying) -> None:
    line = cast({"say": lambda _: returned, "finish": "length"}).choose(asked(), sent())

    assert line is not None
    assert line.sayings == (expected,)


def test_strict_refuses_what_nothing_matches_and_tells_the_journal() -> None:
    journal = Journal()
    troupe = cast(strict=True, journal=journal)

    with pytest.raises(ApiError) as caught:
        troupe.choose(asked(), sent())

    assert (caught.value.status, caught.value.code) == (404, "no_scenario")
    assert caught.value.message == "No scenario matches this request: there are none."
    assert journal.failures == [caught.value.message]
    assert troupe.unmatched == 1


def test_what_is_made_up_is_unmatched_only_where_there_are_scenarios() -> None:
    nobody, somebody = cast(), cast({"match": {"user": "nil"}})

    for troupe in (nobody, somebody):
        assert troupe.choose(asked(), sent()) is None

    assert (nobody.unmatched, len(nobody.missed)) == (0, 0)
    assert (somebody.unmatched, len(somebody.missed)) == (1, 1)


def test_a_single_request_may_be_strict() -> None:
    with pytest.raises(ApiError):
        cast().choose(asked(), sent(), strict=True)
