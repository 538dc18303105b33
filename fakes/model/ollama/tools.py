"""``tools`` of a chat."""

from fakes.model.field import Field
from fakes.model.prompt import OfferedTool


def read_tools(body: Field) -> tuple[OfferedTool, ...]:
    """Return the tools that a request offers.

    Raises:
        FieldError: one of them has no name, or is of another type than it must be.
    """
    tools = body.get("tools")
    return tuple(map(_read_tool, tools.items())) if tools else ()


def _read_tool(tool: Field) -> OfferedTool:
    function = tool.require("function")
    parameters = function.get("parameters")
    if parameters is not None:
        parameters.keys()
    return OfferedTool(function.require("name").string(), parameters)
