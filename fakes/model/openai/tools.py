"""The tools that a request offers, and how it wants them used."""

import re

from fakes.model.field import Field

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def check_tools(body: Field) -> None:
    """Judge ``tools``, ``tool_choice`` and ``parallel_tool_calls``.

    Raises:
        FieldError: an entry is not a tool, or a choice is made among tools that are not there.
    """
    tools = body.get("tools")
    names = {_read_tool(tool) for tool in tools.items()} if tools else set()
    if tools and not names:
        raise tools.fail("must not be empty; leave it out instead", "empty_array")
    for dependent in ("tool_choice", "parallel_tool_calls"):
        field = body.get(dependent)
        if field and not tools:
            raise field.fail("is only allowed when 'tools' are given")
    if choice := body.get("tool_choice"):
        _check_choice(choice, names)
    if parallel := body.get("parallel_tool_calls"):
        parallel.boolean()


def _read_tool(tool: Field) -> str:
    kind = tool.require("type").one_of(("function", "custom"))
    definition = tool.require(kind)
    name = definition.require("name")
    if not _NAME.fullmatch(name.string()):
        raise name.fail("must be 1 to 64 letters, digits, underscores or dashes")
    if parameters := definition.get("parameters"):
        parameters.keys()
    return name.string()


def _check_choice(choice: Field, names: set[str]) -> None:
    if isinstance(choice.value, str):
        choice.one_of(("none", "auto", "required"))
        return
    kind = choice.require("type").one_of(("function", "custom", "allowed_tools"))
    if kind != "allowed_tools":
        choice.require(kind).require("name").one_of(sorted(names))
