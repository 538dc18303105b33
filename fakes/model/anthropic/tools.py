"""``tools`` and ``tool_choice``: what may be called, and how it is wished for."""

import re
from dataclasses import dataclass
from typing import Literal

from fakes.model.anthropic.request import check_members, flag, tagged
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.prompt import OfferedTool, ToolChoice

_CUSTOM = "custom"
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_OWN = re.compile(r"[a-z0-9_]+_\d{8}|mcp_toolset")
"""Tools that the provider has defined, by their dates: nobody here calls them."""

_MEMBERS = (
    "type",
    "name",
    "description",
    "input_schema",
    "strict",
    "cache_control",
    "allowed_callers",
    "defer_loading",
    "eager_input_streaming",
    "input_examples",
)
_CHOICES = {
    "auto": ("type", "disable_parallel_tool_use"),
    "any": ("type", "disable_parallel_tool_use"),
    "tool": ("type", "name", "disable_parallel_tool_use"),
    "none": ("type",),
}
_MODES: dict[str, Literal["auto", "none", "required"]] = {"none": "none", "any": "required", "tool": "required"}


@dataclass(frozen=True, slots=True)
class Tools:
    """What a request offers: the tools that may be called here, and the names of all."""

    offered: tuple[OfferedTool, ...]
    names: tuple[str, ...]


def read_tools(body: Field) -> Tools:
    """Return the tools of a request.

    Raises:
        ApiError: two have the same name.
        FieldError: an entry is not a tool.
    """
    field = body.get("tools")
    offered: list[OfferedTool] = []
    names: list[str] = []
    for entry in field.items() if field else ():
        kind = entry.get("type")
        if kind is not None and kind.string() != _CUSTOM and _OWN.fullmatch(kind.string()):
            name = entry.get("name")
            names.extend((name.string(),) if name else ())
            continue
        if kind is not None:
            tagged(entry, (_CUSTOM,))
        tool = _read_tool(Field(entry.value, f"{entry.path}.{_CUSTOM}"))
        offered.append(tool)
        names.append(tool.name)
    if len(set(names)) < len(names):
        raise ApiError(400, "tools: Tool names must be unique.")
    return Tools(tuple(offered), tuple(names))


def read_tool_choice(body: Field, tools: Tools) -> ToolChoice:
    """Return how the tools are to be used. Where only the provider's own could be called, none must be.

    Raises:
        ApiError: there are no tools, or one is named that is not among them.
        FieldError: the choice is none.
    """
    choice = body.get("tool_choice")
    if choice is None:
        return ToolChoice()
    kind, inner = tagged(choice, _CHOICES)
    check_members(inner, _CHOICES[kind])
    if not tools.names:
        raise ApiError(400, "tool_choice may only be specified while providing tools")
    name = inner.require("name").string() if kind == "tool" else ""
    if name and name not in tools.names:
        raise ApiError(400, f"Tool '{name}' not found in provided tools")
    parallel = not flag(inner, "disable_parallel_tool_use")
    names = tuple(tool.name for tool in tools.offered if name in ("", tool.name))
    if kind in ("any", "tool") and not names:
        return ToolChoice(parallel=parallel)
    return ToolChoice(_MODES.get(kind, "auto"), names if name else (), parallel)


def _read_tool(tool: Field) -> OfferedTool:
    check_members(tool, _MEMBERS)
    name = tool.require("name")
    if not _NAME.fullmatch(name.string()):
        raise name.fail("String should match pattern '^[a-zA-Z0-9_-]{1,128}$'")
    if description := tool.get("description"):
        description.string()
    schema = tool.require("input_schema")
    schema.require("type").one_of(("object",))
    return OfferedTool(name.string(), schema, strict=flag(tool, "strict"))
