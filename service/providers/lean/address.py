"""Where a server is, read from its URL. Only the plain form is read: whatever needs more rules is left to litellm."""

import re
from functools import lru_cache

from msgspec import Struct

_PLAIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9._~-]+)*)/?"
)
_PORTS = {"http": 80, "https": 443}


class Address(Struct, frozen=True, kw_only=True):
    """A server's.

    Attributes:
        secure: whether over TLS.
        host: its name or number; IPv6 without brackets.
        port: where it listens.
    """

    secure: bool
    host: str
    port: int

    @property
    def authority(self) -> str:
        """As the header ``host`` names it: without a port that goes without saying."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS["https" if self.secure else "http"] else f"{host}:{self.port}"


@lru_cache(maxsize=64)
def parse(url: str) -> tuple[Address, str] | None:
    """Return a URL's address and path, which ends in no slash; None for what is not plain."""
    found = _PLAIN.fullmatch(url)
    if found is None:
        return None
    secure, port = found["scheme"] == "https", int(found["port"] or _PORTS[found["scheme"]])
    if port not in range(1, 65_536):
        return None
    return Address(secure=secure, host=found["host"].strip("[]"), port=port), found["path"]
