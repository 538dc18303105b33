"""Addresses and what answers there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from fakes.model.api_call import Endpoint
from fakes.model.request import Request

_VARIABLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """A method, a path and what answers there.

    ``{name}`` in a path is a variable: at least one character, slashes included, for names of models hold them.
    Where two APIs share an address, ``header`` names in lower case what only requests of this one carry.
    """

    method: str
    template: str
    endpoint: Endpoint
    header: str = ""
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = _VARIABLE.split(self.template)
        pattern = "".join(f"(?P<{part}>.+)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts))
        object.__setattr__(self, "_pattern", re.compile(pattern))

    def takes(self, request: Request) -> bool:
        """Tell whether a request is of this API; its path and method are judged elsewhere."""
        return not self.header or request.header(self.header) != ""

    def match(self, path: str) -> Mapping[str, str] | None:
        """Return the variables of a path, decoded; None where the path is another one."""
        found = self._pattern.fullmatch(path)
        return {name: unquote(value) for name, value in found.groupdict().items()} if found else None


class Routes:
    """All addresses of a server. Where several fit a path, the one that was named first answers."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._plain: dict[str, list[Route]] = {}
        self._open: list[Route] = []
        for route in routes:
            if "{" in route.template:
                self._open.append(route)
            else:
                self._plain.setdefault(route.template, []).append(route)

    def at(self, path: str) -> tuple[tuple[Route, Mapping[str, str]], ...]:
        """Return every route to a path with the path's variables, one for each method of each API."""
        if plain := self._plain.get(path):
            return tuple((route, {}) for route in plain)
        matches = ((route, route.match(path)) for route in self._open)
        return tuple((route, names) for route, names in matches if names is not None)
