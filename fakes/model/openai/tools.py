"""The tools that a request offers, and how it wants them used."""

import re
from collections.abc import Collection
from typing import Literal

from fakes.model.field import Field
from fakes.model.prompt import OfferedTool, ToolChoice

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def read_tools(body: Field) -> tuple[OfferedTool, ...]:
    """Return the tools of a request.

    Raises:
        FieldError: an entry is not a tool.
    """
    tools = body.get("tools")
    if tools is None:
        return ()
    offered = tuple(map(_read_tool, tools.items()))
    if not offered:
        raise tools.fail("must not be empty; leave it out instead", "empty_array")
    return offered


def read_tool_choice(body: Field, tools: Collection[OfferedTool]) -> ToolChoice:
    """Return how ``tools`` are to be used.

    Raises:
        FieldError: the choice is none, or is made among tools that are not there.
    """
    for dependent in ("tool_choice", "parallel_tool_calls"):
        field = body.get(dependent)
        if field and not tools:
            raise field.fail("is only allowed when 'tools' are given")
    parallel = body.get("parallel_tool_calls")
    together = parallel is None or parallel.boolean()
    choice = body.get("tool_choice")
    if choice is None:
        return ToolChoice(parallel=together)
    if isinstance(choice.value, str):
        mode = choice.one_of(_MODES)
        return ToolChoice(_MODES[mode], parallel=together)
    names = {tool.name for tool in tools}
    kind = choice.require("type").one_of(("function", "custom", "allowed_tools"))
    if kind != "allowed_tools":
        name = choice.require(kind).require("name").one_of(sorted(names))
        return ToolChoice("required", (name,), together)
    return _read_allowed(choice.require("allowed_tools"), names, parallel=together)


_MODES: dict[str, Literal["none", "auto", "required"]] = {"none": "none", "auto": "auto", "required": "required"}


def _read_allowed(allowed: Field, names: Collection[str], *, parallel: bool) -> ToolChoice:
    mode = allowed.require("mode").one_of(("auto", "required"))
    chosen = []
    for tool in allowed.require("tools").items():
        kind = tool.require("type").one_of(("function", "custom"))
        chosen.append(tool.require(kind).require("name").one_of(sorted(names)))
    return ToolChoice(_MODES[mode], tuple(chosen), parallel)


def _read_tool(tool: Field) -> OfferedTool:
    kind = tool.require("type").one_of(("function", "custom"))
    definition = tool.require(kind)
    name = definition.require("name")
    if not _NAME.fullmatch(name.string()):
        raise name.fail("must be 1 to 64 letters, digits, underscores or dashes")
    parameters = definition.get("parameters")
    if parameters is not None:
        parameters.keys()
    strict = definition.get("strict")
    return OfferedTool(name.string(), parameters, strict=strict is not None and strict.boolean())
