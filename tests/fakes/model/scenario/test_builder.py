import pytest

from fakes.model.scenario.builder import Draft, call, on, reasoning, refusal, text


@pytest.mark.parametrize(
    ("draft", "document"),
    [
        (on("a").say("x"), {"name": "a", "say": "x"}),
        (on("a", user="u", turn=1).say("x"), {"name": "a", "match": {"user": "u", "turn": 1}, "say": "x"}),
        (on("a").say("x", finish="length"), {"name": "a", "say": "x", "finish": "length"}),
        (on("a").say(fault="drop"), {"name": "a", "fault": "drop"}),
        (on("a").say("x").say("y", pace={}), {"name": "a", "sequence": [{"say": "x"}, {"say": "y", "pace": {}}]}),
        (on("a").say("x").given(times=2).given(priority=1), {"name": "a", "say": "x", "times": 2, "priority": 1}),
        (on("a").say(print), {"name": "a", "say": print}),
        (
            on("a").say(reasoning("r", "s"), "x", text("y"), call("f", name="n"), refusal("no")),
            {
                "name": "a",
                "say": [
                    {"reasoning": "r", "signature": "s"},
                    {"text": "x"},
                    {"text": "y"},
                    {"call": {"name": "f", "arguments": {"name": "n"}}},
                    {"refusal": "no"},
                ],
            },
        ),
        (
            on("a").say(reasoning("r", aloud=True)),
            {"name": "a", "say": [{"reasoning": "r", "signature": "", "aloud": True}]},
        ),
        (on("a").say(call("f")), {"name": "a", "say": [{"call": {"name": "f", "arguments": {}}}]}),
        (on("a"), {"name": "a"}),
    ],
    ids=["text", "match", "finish", "fault", "sequence", "given", "function", "parts", "aloud", "part", "nothing"],
)
def test_a_draft_is_what_a_file_would_hold(draft: Draft, document: dict[str, object]) -> None:
    assert draft.document == document


def test_a_draft_does_not_change() -> None:
    draft = on("a")

    draft.say("x").given(times=1)

    assert draft == on("a")
