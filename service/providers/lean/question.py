"""One request to a provider, in full."""

from typing import ClassVar

from service.discreet import Discreet
from service.providers.lean.address import Address


class Question(Discreet, frozen=True, kw_only=True):
    """What is sent.

    Attributes:
        address: to whom.
        path: the request's target.
        headers: besides those that HTTP itself needs.
        body: JSON.
    """

    hidden: ClassVar[frozenset[str]] = frozenset({"headers"})

    address: Address
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def encode(self) -> bytes:
        """Return the whole request."""
        lines = [
            f"POST {self.path} HTTP/1.1",
            f"host: {self.address.authority}",
            "accept-encoding: identity",
            "user-agent: tokenwire",
            *(f"{name}: {value}" for name, value in self.headers),
            "content-type: application/json",
            f"content-length: {len(self.body)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode("ascii") + self.body
