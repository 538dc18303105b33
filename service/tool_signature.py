"""What a tool's function wants to be called with: its parameters, and which of them gets the context."""

import dataclasses
import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, get_type_hints

from msgspec import Struct

from service.tool_context import ToolContext

_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


class ToolSignature(Struct, frozen=True):
    """A function's parameters.

    Attributes:
        arguments: a dataclass with a field for each parameter that the model fills.
        context: the parameter that gets the ToolContext; None where none does.
    """

    arguments: type
    context: str | None

    @classmethod
    def of(cls, name: str, function: Callable[..., object]) -> "ToolSignature":
        """Return the parameters of the function behind the tool of this name.

        Raises:
            TypeError: it can't be called with named arguments of known types.
        """
        if not (inspect.isfunction(function) or inspect.ismethod(function)):
            raise TypeError(f"tool {name!r} must be a function, not {function!r}")
        parameters = list(inspect.signature(function).parameters.values())
        contexts = [parameter.name for parameter in parameters if _takes_context(parameter)]
        if len(contexts) > 1:
            raise TypeError(f"tool {name!r} is given one ToolContext, not {len(contexts)}")
        given = [parameter for parameter in parameters if not _takes_context(parameter)]
        for parameter in parameters:
            _check(name, parameter)
        return cls(_arguments(given, _types(name, function, given)), contexts[0] if contexts else None)


def _takes_context(parameter: inspect.Parameter) -> bool:
    annotation = parameter.annotation
    if isinstance(annotation, str):
        # It may be a name that is imported for type checkers only.
        return annotation.rpartition(".")[2].strip("\"'") == ToolContext.__name__
    return annotation is ToolContext


def _check(name: str, parameter: inspect.Parameter) -> None:
    if parameter.kind not in _NAMED:
        raise TypeError(f"tool {name!r} is called with named arguments, which {parameter} can't be given")
    if parameter.annotation is parameter.empty:
        raise TypeError(f"tool {name!r} must say what type {parameter.name!r} is of")
    # Recognized by its name, because pydantic is not imported for it.
    if type(parameter.default).__module__ == "pydantic.fields":
        raise TypeError(f"tool {name!r}: what pydantic knows of {parameter.name!r} belongs into Annotated")


def _types(name: str, function: Callable[..., object], given: list[inspect.Parameter]) -> dict[str, Any]:
    # Only these annotations are looked up: the result's may name what is imported for type checkers only.
    annotated = SimpleNamespace(__annotations__={parameter.name: parameter.annotation for parameter in given})
    names = getattr(inspect.unwrap(function), "__globals__", {})
    try:
        return get_type_hints(annotated, globalns=names, include_extras=True)
    except Exception as error:
        raise TypeError(f"tool {name!r}: the type of a parameter is not known: {error}") from error


def _arguments(given: list[inspect.Parameter], types: dict[str, Any]) -> type:
    fields = [(parameter.name, types[parameter.name], _field(parameter)) for parameter in given]
    # Strict, and closed; that is told to pydantic, without asking for it yet.
    return dataclasses.make_dataclass(
        "Arguments", fields, kw_only=True, namespace={"__pydantic_config__": {"extra": "forbid", "strict": True}}
    )


def _field(parameter: inspect.Parameter) -> Any:  # noqa: ANN401 - a field passes for the type of its value
    default = parameter.default
    if default is parameter.empty:
        return dataclasses.field()
    # Dataclasses refuse what can't be hashed. A function shares its default between calls, so this does too.
    if default.__class__.__hash__ is None:
        return dataclasses.field(default_factory=lambda: default)
    return dataclasses.field(default=default)
