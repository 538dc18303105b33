"""What answers requests with what was said before."""

from collections.abc import Iterator
from typing import Protocol

from fakes.model.reply import Reply
from fakes.model.request import Request


class Playback(Protocol):
    """Answers requests to any address."""

    def play(self, request: Request) -> Reply:
        """Return the answer to a request.

        Raises:
            ApiError: there is none.
        """
        ...

    def unused(self) -> Iterator[str]:
        """Yield a complaint for everything that was not asked for."""
        ...
