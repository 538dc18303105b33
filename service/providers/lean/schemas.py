"""Tools' schemas, which litellm rewrites for some providers."""

from collections.abc import Collection, Iterable

from service.field import JSON
from service.providers.lean.step_aside import StepAside
from service.tool_spec import ToolSpec

_COMBINATORS = frozenset({"allOf", "anyOf", "const", "enum", "not", "oneOf"})
"""At the top of a schema litellm flattens them for OpenAI."""

_PATTERNS = frozenset({"pattern", "patternProperties"})
"""litellm leaves out expressions that Python can't compile."""


def require_plain_tools(tools: Iterable[ToolSpec]) -> None:
    """Look for what litellm rewrites with care.

    Raises:
        StepAside: there is some.
    """
    for tool in tools:
        if tool.parameters.keys() & _COMBINATORS or _holds(tool.parameters, _PATTERNS):
            raise StepAside(f"the schema of the tool {tool.name} is not plain")


def without(value: JSON, names: Collection[str]) -> JSON:
    """Return the document without members of these names; ``additionalProperties`` goes only where it is false."""
    match value:
        case dict():
            kept = {name: inner for name, inner in value.items() if name not in names or _is_open(name, inner)}
            return {name: without(inner, names) for name, inner in kept.items()}
        case list():
            return [without(item, names) for item in value]
        case _:
            return value


def _is_open(name: str, value: JSON) -> bool:
    return name == "additionalProperties" and value is not False


def _holds(value: JSON, names: Collection[str]) -> bool:
    match value:
        case dict():
            return any(name in names or _holds(inner, names) for name, inner in value.items())
        case list():
            return any(_holds(item, names) for item in value)
        case _:
            return False
