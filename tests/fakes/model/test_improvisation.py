from typing import Any

import pytest

from fakes.model.field import Field
from fakes.model.improvisation import Improviser
from fakes.model.prompt import MadeCall, OfferedTool, Prompt, ToolChoice, ToolResult, Turn
from fakes.model.response_format import ResponseFormat
from fakes.model.saying import Call, Reasoning, Text
from fakes.model.text.tokenizer import PieceTokenizer
from tests.fakes.model.prompts import prompt

WEATHER = OfferedTool("get_weather", Field({"type": "object", "properties": {"city": {"enum": ["Rome"]}}}))
CLOCK = OfferedTool("currentClockTime")
TOOLS = (WEATHER, CLOCK)


def said(asked: Prompt, choice: int = 0, seed: str = "tokenwire") -> tuple[object, ...]:
    return Improviser(seed=seed, tokenizer=PieceTokenizer()).say(asked, choice).parts


def test_an_answer_follows_from_the_question_the_seed_and_the_choice() -> None:
    assert said(prompt("Why?")) == said(prompt("Why?"))
    words = "What is the sea?"
    assert len({said(prompt(words), choice, seed) for choice in range(4) for seed in ("a", "b")}) > 1


CONCERNED = [
    ("What is the weather in Rome?", ["get_weather"]),
    ("WEATHER", ["get_weather"]),
    ("The weather, and what time is it?", ["get_weather", "currentClockTime"]),
    ("Stop the clock", ["currentClockTime"]),
    ("Hello", []),
    ("get me the current one", []),
]


@pytest.mark.parametrize(("question", "called"), CONCERNED)
def test_a_tool_that_the_question_names_is_called(question: str, called: list[str]) -> None:
    calls = [part.name for part in said(prompt(question, tools=TOOLS)) if isinstance(part, Call)]

    assert calls == called


def test_no_tool_is_called_that_may_not_be() -> None:
    assert isinstance(said(prompt("weather", tools=TOOLS, tool_choice=ToolChoice("none")))[0], Text)


def test_behind_results_comes_an_answer_that_tells_them() -> None:
    turns = (
        Turn("user", "The weather?"),
        Turn("assistant", calls=(MadeCall("one", "get_weather", "{}"), MadeCall("two", "get_weather", "{}"))),
        Turn("tool", "sunny", result=ToolResult("one")),
        Turn("tool", "x" * 2000, result=ToolResult("two", "named", failed=True)),
        Turn("tool", "?", result=ToolResult("three")),
    )
    (part,) = said(prompt(turns=turns, tools=TOOLS))

    assert isinstance(part, Text)
    lines = str(part.text).splitlines()[2:]
    assert lines[0] == "- **get_weather** says: sunny"
    assert (lines[1].startswith("- **named** failed: xxx"), lines[1][-1], len(lines[1]) < 700) == (True, "…", True)
    assert lines[2] == "- **the tool** says: ?"


@pytest.mark.parametrize("fields", [{"reasons": True}, {"reasons_unseen": True}])
def test_a_model_that_thinks_does_so_first_before_and_after_a_call(fields: dict[str, Any]) -> None:
    after = (Turn("user", "The weather?"), Turn("tool", "sunny", result=ToolResult("one")))
    for asked in (prompt(**fields), prompt(turns=after, **fields), prompt("weather", tools=TOOLS, **fields)):
        first, second = said(asked)
        assert isinstance(first, Reasoning)
        assert not isinstance(second, Reasoning)


def test_json_is_said_where_it_is_asked_for() -> None:
    form = ResponseFormat("json_schema", Field({"const": 7}))

    assert said(prompt(form=form)) == (Text("7"),)


def test_the_long_model_says_as_many_tokens_as_its_name_asks_for() -> None:
    (part,) = said(prompt(model="fake/long?tokens=12"))

    assert isinstance(part, Text)
    assert len(list(part.text)) == 12
