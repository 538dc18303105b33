"""A server that is measured: how it is started, how it is asked, and how its answers end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.http_bytes import http_request
from bench.question import Question, Shape, body_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One server.

    Attributes:
        name: what ``--peers`` and the JSON call it.
        title: what tables and charts call it.
        version: of the library that it is there for; looked up when it takes part.
        command: takes the port, and the upstream's URL without a path.
        env: variables beside those of this process; takes the upstream's URL.
        path: where it is asked.
        shape: of the body with which it is asked.
        ending: bytes that stand near the end of every whole answer.
    """

    name: str
    title: str
    version: Callable[[], str]
    command: Callable[[int], Sequence[str]]
    env: Callable[[str], Mapping[str, str]] = field(default=lambda upstream: {"UPSTREAM": upstream})
    path: str = "/api/chat"
    shape: Shape = "ai4"
    ending: bytes = b'd:{"finishReason":"stop"'

    def request(self, question: Question) -> bytes:
        """Return a request as it travels."""
        return http_request(self.path, body_of(self.shape, question))
