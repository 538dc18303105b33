"""A request as it came over HTTP."""

from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]
"""Names and values, in order; a name may come more than once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Head and body. Header names are in lower case."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""
    version: str = "1.1"
    peer: str = "127.0.0.1"
    port: int = 80

    @property
    def path(self) -> str:
        """The target without its query, as it was sent."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What stands behind the question mark, as it was sent."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str:
        """Return a header's value, several joined by commas; empty when there is none."""
        return ",".join(value for key, value in self.headers if key == name)
