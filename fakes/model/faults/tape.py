"""The frames of an answer, read up to a place and then on from there."""

from collections.abc import Iterable, Iterator

from fakes.model.faults.event_format import EventFormat
from fakes.model.faults.position import Position
from fakes.model.reply import Frame


class Tape:
    """Frames that are read once. No frame of ``frames`` holds more than one event, and none begins behind its end.

    ``due`` is when the last frame that was read is due, in seconds after the answer began.
    """

    def __init__(self, frames: Iterable[Frame]) -> None:
        self._frames = iter(frames)
        self._kept: Frame | None = None
        self.due = 0.0

    @classmethod
    def of(cls, frames: Iterable[Frame], form: EventFormat) -> "Tape":
        """Return a tape of frames that may hold several events, or parts of them."""
        return cls(piece for frame in frames for piece in _pieces(frame, form.ends(frame)))

    def until(self, position: Position) -> Iterator[Frame]:
        """Yield what stands before a place; a frame that the place is in is cut."""
        if position.unit == "event":
            return self._until_event(position.count)
        return self._until_byte(position.count)

    def event(self) -> list[Frame]:
        """Return the frames of the next whole event; what is left where no event ends, and at the end nothing."""
        frames: list[Frame] = []
        for frame in self.rest():
            frames.append(frame)
            if frame.events:
                break
        return frames

    def rest(self) -> Iterator[Frame]:
        """Yield what has not been read."""
        if self._kept is not None:
            kept, self._kept = self._kept, None
            yield kept
        for frame in self._frames:
            self.due = max(self.due, frame.due)
            yield frame

    def _until_event(self, left: int) -> Iterator[Frame]:
        frames = self.rest()
        while left > 0 and (frame := next(frames, None)) is not None:
            left -= frame.events
            yield frame

    def _until_byte(self, left: int) -> Iterator[Frame]:
        frames = self.rest()
        while left > 0 and (frame := next(frames, None)) is not None:
            if len(frame.data) > left:
                self._kept = frame._replace(data=frame.data[left:], gate="")
                frame = frame._replace(data=frame.data[:left], events=0)
            left -= len(frame.data)
            yield frame


def data_of(frames: Iterable[Frame]) -> bytes:
    """Return the bytes of some frames together."""
    return b"".join(frame.data for frame in frames)


def _pieces(frame: Frame, ends: Iterable[int]) -> Iterator[Frame]:
    at, gate = 0, frame.gate
    for end in ends:
        yield Frame(frame.due, frame.data[at:end], 1, gate)
        at, gate = end, ""
    # An empty frame waits, or holds a gate.
    if at < len(frame.data) or at == 0:
        yield Frame(frame.due, frame.data[at:], 0, gate)
