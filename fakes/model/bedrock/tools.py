"""``toolConfig``: what may be called, and how it is wished for."""

from collections.abc import Collection

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.prompt import OfferedTool, ToolChoice


def read_tools(body: Field) -> tuple[OfferedTool, ...]:
    """Return the tools of a request whose shape is right; the provider's own tools are left out: nobody calls them.

    Raises:
        ApiError: two tools have the same name, or a schema is none of an object.
    """
    config = body.get("toolConfig")
    offered: dict[str, OfferedTool] = {}
    for index, entry in enumerate(config.require("tools").items() if config else ()):
        spec = entry.get("toolSpec")
        if spec is None:
            continue
        tool = _read_spec(spec, f"toolConfig.tools.{index}.toolSpec")
        if tool.name in offered:
            raise ApiError(
                400,
                f"The tool {tool.name} is already defined at toolConfig.tools. Tool names must be unique.",
                param=f"toolConfig.tools.{index}",
            )
        offered[tool.name] = tool
    return tuple(offered.values())


def read_tool_choice(body: Field, extra: Field, tools: Collection[OfferedTool]) -> ToolChoice:
    """Return how the tools are to be used; ``extra`` may hold the model's own word on several calls at once.

    Raises:
        ApiError: a tool is named that is not offered, or a call is wished for and there is no tool.
    """
    own = extra.get("tool_choice")
    single = own.get("disable_parallel_tool_use") if own else None
    parallel = single is None or not single.boolean()
    config = body.get("toolConfig")
    choice = config.get("toolChoice") if config else None
    if choice is None or choice.get("auto") is not None:
        return ToolChoice(parallel=parallel)
    named = choice.get("tool")
    names = (named.require("name").string(),) if named else ()
    if not tools or not {tool.name for tool in tools}.issuperset(names):
        raise ApiError(
            400,
            "The value at toolConfig.toolChoice must be the name of a tool that is defined in toolConfig.tools."
            if named
            else "The toolChoice field requires at least one toolSpec in toolConfig.tools.",
            param="toolConfig.toolChoice",
        )
    return ToolChoice("required", names, parallel=parallel)


def _read_spec(spec: Field, place: str) -> OfferedTool:
    schema = spec.require("inputSchema").require("json")
    if not isinstance(schema.value, dict) or schema.value.get("type") != "object":
        raise ApiError(
            400,
            f"The value at {place}.inputSchema.json.type must be one of the following: object.",
            param=f"{place}.inputSchema.json.type",
        )
    strict = spec.get("strict")
    return OfferedTool(spec.require("name").string(), schema, strict=strict is not None and strict.boolean())
