"""Where the bytes of a response stream go."""

from typing import Protocol

from service.awslambda.prelude import Prelude


class Transport(Protocol):
    """Takes one response.

    ``start`` comes first, once; then ``send`` and a flush; then ``finish`` and a flush, or ``fail``, once. Every method
    may raise StreamClosed when nobody takes the response any more.
    """

    def start(self, content_type: str, prelude: Prelude | None) -> None:
        """Begin; what has to be sent may wait for the first ``send``."""
        ...

    def send(self, data: bytes) -> None:
        """Take a part of the body, never an empty one, and send what can be sent without waiting."""
        ...

    def flush(self) -> None:
        """Wait until everything taken is sent: this is the backpressure of sync code."""
        ...

    async def flush_async(self) -> None:
        """Do as ``flush`` does, without blocking the event loop."""
        ...

    def finish(self) -> None:
        """Say that the response is whole; a flush comes next."""
        ...

    def fail(self, error_type: str, error: str) -> None:
        """Send the rest and say that the response broke; ``error`` is JSON."""
        ...

    async def wait_closed(self) -> None:
        """Return when nobody takes the response any more, which may be never."""
        ...
