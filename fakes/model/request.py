"""An HTTP request as it was read from a socket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Fault = Literal["malformed", "too_large"]
"""Why a request could not be read to its end: not HTTP, or a body above the limit."""

_LAST = frozenset(("close", "upgrade"))


@dataclass(frozen=True)
class Request:
    """One request, whole. Header names are lower case, in the order in which they came.

    After a ``fault`` the rest of the connection cannot be understood: what is known stands here, the body is empty.
    ``path`` is the target without its query; ``keep_alive`` says whether another request may follow on the same
    connection (RFC 9112, section 9.3).
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    version: str = "1.1"
    fault: Fault | None = None
    path: str = field(init=False, repr=False, compare=False)
    keep_alive: bool = field(init=False, repr=False, compare=False)
    _by_name: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Headers are asked for a dozen times before an answer begins.
        found: dict[str, str] = {}
        for name, value in self.headers:
            found[name] = f"{found[name]}, {value}" if name in found else value
        object.__setattr__(self, "_by_name", found)
        object.__setattr__(self, "path", self.target.partition("?")[0])
        object.__setattr__(self, "keep_alive", self._is_followed(found.get("connection")))

    def _is_followed(self, options: str | None) -> bool:
        # HTTP/1.0 clients, tunnels and upgrades that nobody will perform get one answer and the end.
        if self.version != "1.1" or self.fault is not None or self.method == "CONNECT":
            return False
        return not options or {option.strip().lower() for option in options.split(",")}.isdisjoint(_LAST)

    @cached_property
    def material(self) -> bytes:
        """What names follow from: method, target and body, each with its length, so that no two requests share it."""
        parts = (self.method.encode(), self.target.encode("latin-1"), self.body)
        return b"".join([b"%d:%b" % (len(part), part) for part in parts])

    def header(self, name: str) -> str:
        """Return a header's values joined with commas; empty where it was not sent."""
        return self._by_name.get(name, "")
