import pytest

from tests.fakes.model.openai.refusals import REQUIRED, Refusal, accepts, refuses, said

pytestmark = pytest.mark.anyio

TOOL = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}
OTHER = {"type": "function", "function": {"name": "other"}}
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
ORPHAN = {"role": "tool", "tool_call_id": "call_1", "content": "sunny"}


def function(**definition: object) -> dict[str, object]:
    return {"tools": [{"type": "function", "function": definition}]}


ACCEPTED: list[dict[str, object]] = [
    {"tools": [TOOL], "tool_choice": "auto", "parallel_tool_calls": True},
    {"tools": [{"type": "custom", "custom": {"name": "any"}}], "tool_choice": "none"},
    {"tools": None, "tool_choice": None},
    function(name="a"),
]

REFUSED: list[Refusal] = [
    (said(ORPHAN), "messages[0]", "invalid_tool_turn", "answers a tool call"),
    (said({"role": "assistant", "tool_calls": [CALL]}), "messages", "invalid_tool_turn", "call_1"),
    ({"tools": []}, "tools", "empty_array", "leave it out"),
    ({"tools": [{"type": "mcp"}]}, "tools[0].type", "invalid_value", "one of 'function', 'custom'"),
    (function(), "tools[0].function.name", REQUIRED, "is required"),
    (function(name="a b"), "tools[0].function.name", "invalid_value", "letters, digits"),
    (function(name="a", parameters=1), "tools[0].function.parameters", "invalid_type", "an object"),
    ({"tools": [TOOL], "tool_choice": "always"}, "tool_choice", "invalid_value", "is 'always'"),
    ({"tools": [TOOL], "tool_choice": OTHER}, "tool_choice.function.name", "invalid_value", "one of 'weather'"),
    ({"tools": [TOOL], "parallel_tool_calls": 1}, "parallel_tool_calls", "invalid_type", "a boolean"),
    ({"tool_choice": "auto"}, "tool_choice", "invalid_value", "only allowed when 'tools' are given"),
]


@pytest.mark.parametrize("parameters", ACCEPTED)
async def test_tools_may_be_offered(parameters: dict[str, object]) -> None:
    await accepts(parameters)


@pytest.mark.parametrize("refusal", REFUSED)
async def test_tools_that_the_api_refuses_are_a_400_that_names_the_place(refusal: Refusal) -> None:
    await refuses(refusal)
