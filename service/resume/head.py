"""What a response says before its bytes, kept so that whoever follows the stream later is told the same."""

import json

from msgspec import Struct


class Head(Struct, frozen=True, kw_only=True):
    """The protocol's name, and the response headers of a stream in it."""

    protocol: str
    headers: tuple[tuple[str, str], ...]

    def to_bytes(self) -> bytes:
        """Return the head for a store that keeps bytes."""
        return json.dumps([self.protocol, self.headers]).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Head":
        """Return the head that ``to_bytes`` wrote."""
        protocol, headers = json.loads(data)
        return cls(protocol=protocol, headers=tuple((name, value) for name, value in headers))
