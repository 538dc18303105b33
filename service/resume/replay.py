"""A stream, followed from its start: everything so far, then what comes, until the end."""

from collections.abc import AsyncGenerator

from service.resume.head import Head


class Interrupted(RuntimeError):
    """The stream can't be followed to its end: its producer died, the follower fell behind, or the store failed."""


class Replay:
    """An asynchronous iterator of bytes; what a producer recorded as one piece is never torn apart.

    Whoever takes it closes it (``aclose``, which disturbs nobody else); iterating raises Interrupted where the stream
    breaks off, because a broken stream must not look like one that ended.

    Args:
        head: what the response says before its bytes.
        pieces: the bytes.
    """

    def __init__(self, *, head: Head, pieces: AsyncGenerator[bytes, None]) -> None:
        self.head = head
        self._pieces = pieces

    def __aiter__(self) -> "Replay":
        return self

    async def __anext__(self) -> bytes:
        """Wait for the next bytes.

        Raises:
            Interrupted: there will be none, although the stream has not ended.
        """
        return await anext(self._pieces)

    async def aclose(self) -> None:
        """Follow no longer."""
        await self._pieces.aclose()
