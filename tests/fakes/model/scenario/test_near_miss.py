import pytest

from fakes.model.api_error import ApiError
from fakes.model.prompt import ToolChoice
from tests.fakes.model.scenario.stage import asked, called, cast, result, sent

PINNED = """\
No scenario matches this request. The nearest of 5:
1. lyon (s.yaml): user: wanted a text that contains 'weather in Lyon', got 'How is the weather in Paris?'
2. forced (s.yaml): tool_choice: wanted one that allows 'get_weather', got only 'clock'
3. offered (s.yaml): turn: wanted 2, got 1; tools: wanted 'search' offered, which it calls, got 'get_weather', 'clock'\
"""


def message(*documents: dict[str, object], **prompt: object) -> str:
    with pytest.raises(ApiError) as caught:
        cast(*documents, strict=True).choose(asked(**prompt), sent({"plan": "free"}, x_team="blue"))  # type: ignore[arg-type]  # by name
    return caught.value.message


def test_the_three_nearest_are_told_with_what_was_wanted_and_what_came() -> None:
    assert (
        message(
            {"name": "far", "match": {"user": "zzz", "turn": 3, "stream": True, "model": "claude*"}},
            {
                "name": "offered",
                "match": {"turn": 2, "user": "weather"},
                "say": [{"call": {"name": "search"}}],
            },
            {"name": "forced", "match": {"user": "weather"}, "say": [{"call": {"name": "get_weather"}}]},
            {"name": "lyon", "match": {"user": "weather in Lyon", "model": "gpt-*"}},
            {"name": "both", "match": {"dialect": ["anthropic", "gemini"], "image": True}},
            user="How is the weather in Paris?",
            tools=("get_weather", "clock"),
            choice=ToolChoice("required", ("clock",)),
        )
        == PINNED
    )


@pytest.mark.parametrize(
    ("match", "miss"),
    [
        ({"dialect": ["anthropic", "gemini"]}, "dialect: wanted 'anthropic' or 'gemini', got 'openai'"),
        ({"model": "claude*"}, "model: wanted a text like 'claude*', got 'gpt-5'"),
        ({"system": {"regex": "^x", "exact": "y"}}, "system: wanted 'y' and a text that matches /^x/, got ''"),
        ({"tools": ["a", "b"]}, "tools: wanted 'a', 'b' offered, got none"),
        ({"image": True}, "image: wanted true, got false"),
        ({"tool_result": False}, "tool_result: wanted false, got true"),
        (
            {"tool_result": {"name": "b", "failed": True, "contains": "x"}},
            "tool_result: wanted a result of 'b' with failed true that is a text that contains 'x', got f: '21'",
        ),
        ({"tool_result": "x"}, "tool_result: wanted a result that is a text that contains 'x', got f: '21'"),
        ({"header": {"X-Team": "red"}}, "header.x-team: wanted 'red', got 'blue'"),
        ({"json": {"$.plan": "pro"}}, 'json.$.plan: wanted "pro", got \'"free"\''),
        ({"json": {"$.seats": {"regex": "1"}}}, "json.$.seats: wanted a text that matches /1/, got nothing"),
    ],
    ids=["dialect", "model", "system", "tools", "image", "no-result", "result", "text", "header", "value", "test"],
)
def test_every_field_tells_what_it_wanted_and_got(match: dict[str, object], miss: str) -> None:
    text = message({"match": match}, before=(called("f"),), results=(result("21"),))

    assert text.splitlines()[1] == f"1. a (s.yaml): {miss}"


def test_a_missing_result_and_an_unknown_tool_are_told() -> None:
    assert message({"match": {"tool_result": "x"}}).endswith("got none")
    assert message({"match": {"tool_result": "x"}}, results=(result("21"),)).endswith("got a tool: '21'")


def test_a_forbidden_call_and_a_used_up_scenario_are_told() -> None:
    call: dict[str, object] = {"say": [{"call": {"name": "f"}}]}
    troupe = cast({"times": 1}, strict=True)
    troupe.choose(asked(), sent())

    assert message(call, tools=("f",), choice=ToolChoice("none")).endswith("one that allows 'f', got none")
    with pytest.raises(ApiError, match="times: wanted 1 at most, got 1 before this one"):
        troupe.choose(asked(), sent())


def test_what_came_is_quoted_short_and_in_one_line() -> None:
    assert message({"match": {"user": "q"}}, user="a\n" * 200).endswith(f"got '{'a ' * 39}a…'")


def test_of_equal_misses_the_text_that_is_nearest_comes_first() -> None:
    text = message({"match": {"user": "xyz"}}, {"match": {"user": "the weather"}}, user="How is the Weather?")

    assert text.splitlines()[1].startswith("1. b")
