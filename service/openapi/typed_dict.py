"""A TypedDict's members: the one place where both sides, JSON Schema and TypeScript, get them from."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NotRequired, get_args, get_origin


@dataclass(frozen=True, slots=True)
class Member:
    """One key of a TypedDict, the type of its value, and whether it is always there."""

    name: str
    annotation: object
    required: bool


def members(kind: Any) -> Iterator[Member]:  # noqa: ANN401 - types have no type
    """Yield the members in the order in which they are written.

    Annotations are taken as they stand: JSON is a type that names itself, which has no end when it is resolved.
    """
    for name, annotation in kind.__annotations__.items():
        bare = get_args(annotation)[0] if get_origin(annotation) is NotRequired else annotation
        yield Member(name, bare, name in kind.__required_keys__)


def summary(kind: object) -> str:
    """Return the first paragraph of what its docstring says, on one line."""
    return " ".join((inspect.getdoc(kind) or "").partition("\n\n")[0].split())
