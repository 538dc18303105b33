"""One request of many."""

from dataclasses import dataclass, field

from tests.fakes.model.raw_client import request_bytes

PREVIOUS = b"resp_previous"
"""What stands for the id of the last response that its session has stored: only the server knows it."""

HEAD = -1
"""An answer is read to the end of its head: behind it nothing comes."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One request. Its answer is read to the end of the connection, but where that never comes: ``enough`` bytes."""

    name: str
    method: str = "POST"
    target: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    enough: int = 0

    @property
    def session(self) -> str:
        """What it names its session by."""
        return self.headers.get("x-fake-session") or self.headers.get("authorization", "")

    def travelling(self, previous: bytes) -> bytes:
        """Its bytes; ``previous`` is the id of the last stored response."""
        headers = {"connection": "close", **({"content-type": "application/json"} if self.body else {}), **self.headers}
        return request_bytes(self.method, self.target, self.body.replace(PREVIOUS, previous), headers)
