"""Answers that were given, kept as frames: asked the same, this model says the same, and need not think again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator

from fakes.model.reply import Frame

KEPT_ANSWERS = 32
"""How many answers are kept; beyond that the one goes that was not asked for the longest."""

KEPT_BYTES = 64 * 1024
"""The longest answer that is kept, in bytes."""

_KEPT_FRAMES = 1024


class Encores:
    """The answers of one session. A key must hold everything that an answer depends on."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[Frame, ...]] = OrderedDict()

    def of(self, key: Hashable, say: Callable[[], Iterator[Frame]]) -> Iterable[Frame]:
        """Return the frames of an answer: those that were kept, or those that ``say`` makes, which are kept then."""
        if frames := self._kept.get(key):
            self._kept.move_to_end(key)
            return frames
        return self._noted(key, say())

    def _noted(self, key: Hashable, frames: Iterator[Frame]) -> Iterator[Frame]:
        noted: list[Frame] = []
        size = 0
        for frame in frames:
            yield frame
            size += len(frame.data)
            if size <= KEPT_BYTES and len(noted) < _KEPT_FRAMES:
                noted.append(frame)
            else:
                noted.clear()
                size = KEPT_BYTES + 1
        # Only what was said to its end is an answer.
        if noted:
            self._kept[key] = tuple(noted)
            if len(self._kept) > KEPT_ANSWERS:
                self._kept.popitem(last=False)
