"""An HTTP request as it was read from a socket."""

from dataclasses import dataclass
from typing import Literal

Fault = Literal["malformed", "too_large"]
"""Why a request could not be read to its end: not HTTP, or a body above the limit."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, whole. Header names are lower case, in the order in which they came.

    After a ``fault`` the rest of the connection cannot be understood: what is known stands here, the body is empty.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    version: str = "1.1"
    fault: Fault | None = None

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def keep_alive(self) -> bool:
        """Whether another request may follow on the same connection (RFC 9112, section 9.3)."""
        options = {option.strip().lower() for option in self.header("connection").split(",")}
        # HTTP/1.0 clients, tunnels and upgrades that nobody will perform get one answer and the end.
        return (
            self.version == "1.1"
            and self.fault is None
            and self.method != "CONNECT"
            and not options & {"close", "upgrade"}
        )

    def header(self, name: str) -> str:
        """Return a header's values joined with commas; empty where it was not sent."""
        return ", ".join(value for key, value in self.headers if key == name)
