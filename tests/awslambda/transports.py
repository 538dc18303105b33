"""Ways for a response stream's bytes that tests can see into."""

import json

import anyio

from service.awslambda import DeadlineExceeded, ResponseStream, StreamClosed
from service.awslambda.prelude import Prelude


def nothing() -> None:
    """Do nothing."""


class Kept:
    """A Transport that keeps what happens to it, and refuses when told to."""

    def __init__(self) -> None:
        self.happened: list[tuple[object, ...]] = []
        self.refuses = False
        self.gone = anyio.Event()
        self.flushing = nothing

    @property
    def parts(self) -> list[bytes]:
        """What was written."""
        return [what[1] for what in self.happened if what[0] == "send" and isinstance(what[1], bytes)]

    @property
    def names(self) -> list[object]:
        """What was called."""
        return [name for name, *_ in self.happened]

    @property
    def prelude(self) -> dict[str, object] | None:
        """What the head said."""
        found = [what[2] for what in self.happened if what[0] == "start"]
        assert len(found) == 1
        return json.loads(found[0].encode()) if isinstance(found[0], Prelude) else None

    def start(self, content_type: str, prelude: Prelude | None) -> None:
        self.happened.append(("start", content_type, prelude))

    def send(self, data: bytes) -> None:
        if self.refuses:
            raise StreamClosed("refused")
        assert data
        self.happened.append(("send", data))

    def flush(self) -> None:
        self.flushing()

    async def flush_async(self) -> None:
        await anyio.lowlevel.checkpoint()
        self.flushing()

    def finish(self) -> None:
        if self.refuses:
            raise StreamClosed("refused")
        self.happened.append(("finish",))

    def fail(self, error_type: str, error: str) -> None:
        if self.refuses:
            raise StreamClosed("refused")
        self.happened.append(("fail", error_type, json.loads(error)))

    async def wait_closed(self) -> None:
        await self.gone.wait()
        raise StreamClosed("gone")


def kept() -> tuple[Kept, ResponseStream]:
    """Return a transport and the stream on it."""
    transport = Kept()
    return transport, ResponseStream(transport)


class Clock:
    """A Lambda context of which only the time is of interest."""

    aws_request_id = "request-1"

    def __init__(self, seconds: float) -> None:
        self._milliseconds = int(seconds * 1000)

    def get_remaining_time_in_millis(self) -> int:
        return self._milliseconds


LATE_JSON = {
    "errorMessage": "Lambda's timeout is near",
    "errorType": DeadlineExceeded.__name__,
    "requestId": "request-1",
    "stackTrace": [],
}
