import pytest

from service.errors import InvalidRequest
from service.field import JSON, Field
from service.tool_part import arguments_of, tool_name

NAMES: dict[str, tuple[dict[str, JSON], str | None]] = {
    "a tool": ({"type": "tool-look"}, "look"),
    "a tool with a tool's name": ({"type": "tool-tool-look"}, "tool-look"),
    "a dynamic tool": ({"type": "dynamic-tool", "toolName": "look"}, "look"),
    "a tool without a name": ({"type": "tool-"}, ""),
    "ai 4's part of any tool": ({"type": "tool-invocation", "toolInvocation": {"toolName": "look"}}, None),
    "a tool with ai 4's name for all of them": ({"type": "tool-invocation"}, "invocation"),
    "text": ({"type": "text"}, None),
    "something like a tool": ({"type": "tool"}, None),
}

ARGUMENTS: dict[str, tuple[dict[str, JSON], JSON]] = {
    "input": ({"input": {"x": 1}}, {"x": 1}),
    "input before what the model sent": ({"input": {}, "rawInput": "{"}, {}),
    "null": ({"input": None, "rawInput": "{"}, None),
    "what the model sent": ({"rawInput": "{"}, "{"),
    "none": ({}, None),
}


@pytest.mark.parametrize(("part", "name"), NAMES.values(), ids=NAMES)
def test_a_part_names_its_tool(part: dict[str, JSON], name: str | None) -> None:
    assert tool_name(Field(part)) == name


@pytest.mark.parametrize("part", [{}, {"type": 1}, {"type": "dynamic-tool"}], ids=repr)
def test_a_part_without_a_name_is_refused(part: dict[str, JSON]) -> None:
    with pytest.raises(InvalidRequest):
        tool_name(Field(part))


@pytest.mark.parametrize(("part", "arguments"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_a_part_knows_its_arguments(part: dict[str, JSON], arguments: JSON) -> None:
    assert arguments_of(Field(part)) == arguments
