"""The tools that a request offers, and how it wants them used. Only functions are ever called."""

import re
from collections.abc import Collection
from typing import Literal

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.prompt import OfferedTool, ToolChoice

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HOSTED = (
    "web_search",
    "web_search_2025_08_26",
    "web_search_preview",
    "web_search_preview_2025_03_11",
    "file_search",
    "computer",
    "computer_use_preview",
    "code_interpreter",
    "image_generation",
    "local_shell",
    "shell",
    "apply_patch",
    "mcp",
    "custom",
    "namespace",
    "tool_search",
    "programmatic_tool_calling",
)
"""Tools that the provider runs, or whose calls have another shape: they are taken, and never called."""
_MODES: dict[str, Literal["none", "auto", "required"]] = {"none": "none", "auto": "auto", "required": "required"}


def read_tools(body: Field) -> tuple[OfferedTool, ...]:
    """Return the functions of a request.

    Raises:
        FieldError: an entry is not a tool.
    """
    tools = body.get("tools")
    if tools is None:
        return ()
    read = (_read_tool(tool) for tool in tools.items())
    return tuple(tool for tool in read if tool is not None)


def tools_body(body: Field) -> list[object]:
    """Return the tools as a response repeats them: completed with what is so unless it is said."""
    tools = body.get("tools")
    return [] if tools is None else [_completed(tool) for tool in tools.items()]


def read_tool_choice(body: Field, tools: Collection[OfferedTool]) -> ToolChoice:
    """Return how the functions among the ``tools`` are to be used.

    Raises:
        ApiError: a tool is wished for that was not offered.
        FieldError: the choice is none.
    """
    parallel = body.get("parallel_tool_calls")
    together = parallel is None or parallel.boolean()
    choice = body.get("tool_choice")
    if choice is None:
        return ToolChoice(parallel=together)
    if isinstance(choice.value, str):
        mode = choice.one_of(_MODES)
        if mode == "required" and not body.get("tools"):
            raise ApiError(400, "Tool choice 'required' must be specified with 'tools' parameter.", param="tool_choice")
        # Where only the provider's tools are offered, nothing can be made to be called.
        return ToolChoice(_MODES[mode] if tools or mode == "none" else "auto", parallel=together)
    kind = choice.require("type").one_of(("function", "allowed_tools", *_HOSTED))
    if kind == "allowed_tools":
        return _read_allowed(choice, tools, parallel=together)
    if kind == "function":
        return ToolChoice("required", (_offered(choice, tools),), together)
    return ToolChoice(parallel=together)


def _read_allowed(choice: Field, tools: Collection[OfferedTool], *, parallel: bool) -> ToolChoice:
    mode = choice.require("mode").one_of(("auto", "required"))
    names = [
        _offered(tool, tools)
        for tool in choice.require("tools").items()
        if tool.require("type").one_of(("function", *_HOSTED)) == "function"
    ]
    return ToolChoice(_MODES[mode], tuple(names), parallel) if names else ToolChoice("none", parallel=parallel)


def _offered(choice: Field, tools: Collection[OfferedTool]) -> str:
    name = choice.require("name").string()
    if name not in {tool.name for tool in tools}:
        raise ApiError(400, f"Tool choice '{name}' not found in 'tools' parameter.", param="tool_choice")
    return name


def _read_tool(tool: Field) -> OfferedTool | None:
    if tool.require("type").one_of(("function", *_HOSTED)) != "function":
        return None
    name = tool.require("name")
    if not _NAME.fullmatch(name.string()):
        raise name.fail("must be 1 to 64 letters, digits, underscores or dashes")
    parameters = tool.get("parameters")
    if parameters is not None:
        parameters.keys()
    strict = tool.get("strict")
    return OfferedTool(name.string(), parameters, strict=strict is None or strict.boolean())


def _completed(tool: Field) -> object:
    members = {name: tool.require(name).value for name in tool.keys()}  # noqa: SIM118 - a method of its own
    if members["type"] != "function":
        return members
    return {"parameters": None, "description": None, **members, "strict": members.get("strict") is not False}
