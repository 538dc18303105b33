"""The same stream in other legal framing: what a correct client cannot tell from the original."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from fakes.model.faults.event_format import EventFormat, JsonLines, ServerSentEvents, format_of
from fakes.model.faults.scene import Scene
from fakes.model.faults.sse_dress import SseDress
from fakes.model.faults.tape import Tape, data_of
from fakes.model.reply import Frame, Reply
from fakes.model.text.chooser import Chooser

if TYPE_CHECKING:
    from fakes.model.faults.fault import Fault

Mode = Literal["transport", "sse"]
"""What is changed.

transport: only where frames begin and end. sse: also what the format leaves free: see SseDress for SSE; lines of JSON
get blank lines between them; other formats leave nothing free.
"""

_SIZES = (1, 1, 2, 3, 4, 5, 7, 8, 13, 21, 34, 64, 150, 400, 1000)
_BLANK_LINES = (b"", b"", b"\n", b"\r\n", b" \n\n")


def fuzz(reply: Reply, fault: "Fault", scene: Scene) -> Reply:
    """Return the reply reframed; a seed of the fault's own makes it the same for every request."""
    seed = fault.text("seed") or f"{scene.seed}\0{scene.request_id}"
    return reframed(reply, "sse" if fault.text("mode") == "sse" else "transport", seed)


def reframed(reply: Reply, mode: Mode, seed: str) -> Reply:
    """Return the same stream in the framing that ``seed`` chooses.

    Frames are cut anywhere, also in a character or a line end, and joined where nothing is held back by it: a frame
    that is due later, or waits at a gate, keeps nobody waiting.
    """
    form = format_of(reply)
    frames: Iterable[Frame] = reply.body.frames
    length = reply.body.length
    if mode == "sse" and isinstance(form, ServerSentEvents | JsonLines):
        frames, length = _dressed(frames, form, seed), None
        form = format_of(reply)
    pieces = _recut(Tape.of(frames, form).rest(), Chooser(seed, "cuts"))
    return replace(reply, body=replace(reply.body, frames=pieces, length=length, coalesced=False))


def _dressed(frames: Iterable[Frame], form: EventFormat, seed: str) -> Iterator[Frame]:
    chooser = Chooser(seed, "dress")
    dress = SseDress(chooser)
    tape = Tape.of(frames, form)
    while event := tape.event():
        if not event[-1].events:
            # What is not whole is left alone: nobody knows what it would become.
            yield from event
            continue
        yield from (frame for frame in event if not frame.data)
        gate = next((frame.gate for frame in event if frame.data and frame.gate), "")
        data = data_of(event)
        if isinstance(form, JsonLines):
            data += chooser.pick(_BLANK_LINES)
        else:
            data = dress.put_on(data)
        yield Frame(tape.due, data, 1, gate)


def _recut(frames: Iterator[Frame], chooser: Chooser) -> Iterator[Frame]:
    held = _Held()
    size = chooser.pick(_SIZES)
    for frame in frames:
        if held.size and (frame.due > held.due or frame.gate):
            yield held.take(held.size)
        if not frame.data:
            yield frame
        held.add(frame)
        while held.size >= size:
            yield held.take(size)
            size = chooser.pick(_SIZES)
    if held.size:
        yield held.take(held.size)


class _Held:
    """Bytes that have not left yet: how many, when they are due, where their events end, and the gate before them."""

    def __init__(self) -> None:
        self.due = 0.0
        self._data = b""
        self._at = 0
        self._ends: deque[int] = deque()
        self._gate = ""

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self._data) - self._at

    def add(self, frame: Frame) -> None:
        """Take a frame that holds one event at most."""
        self._ends = deque(end - self._at for end in self._ends)
        self._data = self._data[self._at :] + frame.data
        self._at = 0
        self.due = max(self.due, frame.due)
        # A frame without bytes has its gate to itself.
        self._gate = frame.gate if frame.data and frame.gate else self._gate
        if frame.events:
            self._ends.append(len(self._data))

    def take(self, size: int) -> Frame:
        """Return the first bytes, as a frame that says how many events they complete."""
        start, self._at = self._at, self._at + size
        events = 0
        while self._ends and self._ends[0] <= self._at:
            self._ends.popleft()
            events += 1
        frame = Frame(self.due, self._data[start : self._at], events, self._gate)
        self._gate = ""
        return frame
