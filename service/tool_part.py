"""A tool's part in an assistant's message of ai 5 to 7."""

from service.field import JSON, Field

_PREFIX = "tool-"
_AI4 = "tool-invocation"
"""What ai 4 calls all of its tools' parts, which look otherwise."""


def tool_name(part: Field) -> str | None:
    """Return the name of the tool that a part is of; None for any other part.

    Raises:
        InvalidRequest: naming the field.
    """
    kind = part.required("type").string()
    if kind == "dynamic-tool":
        return part.required("toolName").string()
    if kind == _AI4 and part.member("toolInvocation") is not None:
        return None
    return kind.removeprefix(_PREFIX) if kind.startswith(_PREFIX) else None


def arguments_of(part: Field) -> JSON:
    """Return what the tool was called with; what the model sent instead where that could not be read."""
    return part.object().get("input", part.object().get("rawInput"))
