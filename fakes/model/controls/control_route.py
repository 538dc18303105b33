"""An address under ``/_fake/``, and what answers there."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from fakes.model.controls.control_call import ControlCall
from fakes.model.reply import Reply

Handler = Callable[[ControlCall], Awaitable[Reply]]
"""Answers a request. It raises ApiError or FieldError for what it refuses."""

_VARIABLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class ControlRoute:
    """A method, a path behind the prefix, and what answers. ``{name}`` in the path is a part of it without slashes."""

    method: str
    template: str
    handler: Handler
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", re.compile(_VARIABLE.sub(r"(?P<\1>[^/]+)", self.template)))

    def match(self, path: str) -> Mapping[str, str] | None:
        """Return the variables of a path, decoded; None where the path is another one."""
        found = self._pattern.fullmatch(path)
        return {name: unquote(value) for name, value in found.groupdict().items()} if found else None
