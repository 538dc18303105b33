"""One event, and what becomes of it."""

import asyncio
import time
import uuid
from dataclasses import dataclass

from fakes.platform.function_error import FunctionError
from fakes.platform.pipe import Pipe

_TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The beginning of what a runtime answers: how it comes, and as what."""

    content_type: str
    streamed: bool


class Invocation:
    """An event on its way through a runtime.

    ``begun`` is done with the answer's first byte, or with the failure that came instead. The chunks are read from
    ``chunks``; behind the last of them ``error`` says whether the answer is whole. ``ended`` is set when the runtime
    has asked for another event, or never will.
    """

    def __init__(self, event: bytes, *, client_context: str = "", trace_id: str = "") -> None:
        self.id = str(uuid.uuid4())
        self.invocation_id = str(uuid.uuid4())
        self.trace_id = trace_id or new_trace_id()
        self.client_context = client_context
        self.event = event
        self.chunks = Pipe()
        self.begun: asyncio.Future[Answer | FunctionError] = asyncio.get_running_loop().create_future()
        self.ended = asyncio.Event()
        self.error: FunctionError | None = None
        self.answered = asyncio.Event()
        self.started = 0.0
        self.first_byte: float | None = None
        self._tail = b""

    @property
    def tail(self) -> bytes:
        """The end of what was logged about it."""
        return self._tail

    def logged(self, data: bytes) -> None:
        """Note what was logged about it."""
        self._tail = (self._tail + data)[-_TAIL_BYTES:]

    def begin(self, answer: Answer) -> None:
        """Note that the answer begins."""
        if not self.begun.done():
            self.first_byte = time.monotonic() if answer.streamed else None
            self.begun.set_result(answer)

    def finish(self, error: FunctionError | None = None) -> None:
        """Note that the answer is over; a failure before its first byte takes its place. Only the first end counts."""
        if self.answered.is_set():
            return
        self.error = error
        if error is not None and not self.begun.done():
            self.begun.set_result(error)
        self.chunks.close()
        self.answered.set()


def new_trace_id() -> str:
    """Return a trace header for a request that brought none."""
    return f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]};Parent={uuid.uuid4().hex[:16]};Sampled=0"
