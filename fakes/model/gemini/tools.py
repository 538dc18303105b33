"""``tools`` and ``toolConfig``: what may be called, and how it is wished for."""

import re
from collections.abc import Collection, Mapping
from typing import Literal

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.gemini.schema import json_schema
from fakes.model.prompt import OfferedTool, ToolChoice

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,127}")
_MODES: Mapping[str, Literal["auto", "none", "required"]] = {"ANY": "required", "NONE": "none"}


def read_tools(body: Field) -> tuple[OfferedTool, ...]:
    """Return the functions that a request declares; the provider's own tools are judged, and nobody calls them.

    Raises:
        FieldError: a declaration is refused.
        ApiError: two functions have the same name.
    """
    tools = body.get("tools")
    offered: dict[str, OfferedTool] = {}
    for entry in tools.items() if tools else ():
        if not entry.value:
            raise Field(None, f"{entry.path}.tool_type").fail(
                "required one_of 'tool_type' must have one initialized field", "missing_required_parameter"
            )
        declared = entry.get("function_declarations")
        for function in declared.items() if declared else ():
            tool = _read_function(function)
            if tool.name in offered:
                raise ApiError(400, f"Duplicate function declaration found: {tool.name}", param=function.path)
            offered[tool.name] = tool
    return tuple(offered.values())


def read_tool_choice(body: Field, tools: Collection[OfferedTool]) -> ToolChoice:
    """Return how the functions are to be used.

    Raises:
        FieldError: a function is named that was not declared, or names stand where they may not.
        ApiError: a call is wished for, and no function is declared.
    """
    config = body.get("tool_config")
    wished = config.get("function_calling_config") if config else None
    if wished is None:
        return ToolChoice()
    mode = wished.get("mode")
    name = mode.string() if mode else "AUTO"
    allowed = wished.get("allowed_function_names")
    names = tuple(_declared(entry, tools) for entry in allowed.items()) if allowed else ()
    if allowed and names and name not in ("ANY", "VALIDATED"):
        raise allowed.fail("may only be set when the mode is ANY or VALIDATED")
    if name == "ANY" and not tools:
        raise ApiError(400, "Function calling config is set without function_declarations.", param=wished.path)
    return ToolChoice(_MODES.get(name, "auto"), names)


def _declared(entry: Field, tools: Collection[OfferedTool]) -> str:
    if entry.string() not in {tool.name for tool in tools}:
        raise entry.fail(f"function '{entry.string()}' is not declared")
    return entry.string()


def _read_function(function: Field) -> OfferedTool:
    name = function.get("name")
    if name is None or not _NAME.fullmatch(name.string()):
        raise Field(None, f"{function.path}.name").fail(
            "Invalid function name. It begins with a letter or an underscore, and has at most 128 characters of "
            "a-z, A-Z, 0-9, '_', '.', ':' and '-'."
        )
    typed, plain = function.get("parameters"), function.get("parameters_json_schema")
    if typed and plain:
        raise plain.fail("only one of parameters and parameters_json_schema may be set")
    if plain:
        plain.keys()
    return OfferedTool(name.string(), json_schema(typed) if typed and typed.value else plain)
