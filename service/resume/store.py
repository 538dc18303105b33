"""What every store of running streams is, wherever it keeps them."""

from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from service.resume.head import Head
from service.resume.replay import Replay

if TYPE_CHECKING:
    import anyio


class Recording(Protocol):
    """A stream that is being produced; never waits for whoever follows it, and never fails its producer."""

    @property
    def stopped(self) -> "anyio.Event":
        """Set when somebody, in any process, asked to end the stream on purpose."""
        ...

    @property
    def lost(self) -> "anyio.Event":
        """Set when nothing more can be recorded, so that nobody will ever follow the rest."""
        ...

    def append(self, data: bytes) -> None:
        """Record one piece."""
        ...

    async def close(self) -> None:
        """End the stream: followers get what is left, then their end. A second time does nothing."""
        ...


class StreamStore(Protocol):
    """Keeps the running stream of each chat. To be entered as a context in the event loop that uses it.

    Chat ids are a client's: any characters, any length. Whoever knows one can follow and stop its stream.
    """

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def open(self, chat_id: str, head: Head) -> Recording:
        """Begin a stream. It takes the place of an older one of this chat, whose followers stay with the older."""
        ...

    async def follow(self, chat_id: str) -> Replay | None:
        """Return the chat's stream from its start, or None: none runs, or not all of it is kept."""
        ...

    async def stop(self, chat_id: str) -> bool:
        """Ask the chat's producer to end its stream on purpose; False if there is none."""
        ...
