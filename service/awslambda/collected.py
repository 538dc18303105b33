"""A response stream's way into memory: for handlers that are called where nothing streams."""

from service.awslambda.errors import ResponseTooLarge
from service.awslambda.prelude import Prelude

LARGEST = 6 * 1024 * 1024
"""Bytes of a buffered response that Lambda takes."""


class CollectedResponse:
    """A Transport that keeps everything.

    Raises ResponseTooLarge where Lambda would not take the whole.
    """

    def __init__(self) -> None:
        self.content_type = ""
        self.prelude: Prelude | None = None
        self._body = bytearray()

    @property
    def body(self) -> bytes:
        """What was written."""
        return bytes(self._body)

    def start(self, content_type: str, prelude: Prelude | None) -> None:
        """Keep the head."""
        self.content_type = content_type
        self.prelude = prelude

    def send(self, data: bytes) -> None:
        """Keep a part of the body."""
        self._body += data
        if len(self._body) > LARGEST:
            raise ResponseTooLarge(f"a buffered response can't be larger than {LARGEST} bytes")

    def flush(self) -> None:
        """Return at once."""

    async def flush_async(self) -> None:
        """Return at once."""

    def finish(self) -> None:
        """Return at once."""

    def fail(self, error_type: str, error: str) -> None:
        """Return at once: who called the handler sees its exception."""

    async def wait_closed(self) -> None:
        """Never return: who called the handler waits for it."""
        import asyncio  # noqa: PLC0415 - sync handlers never need it

        await asyncio.get_running_loop().create_future()
