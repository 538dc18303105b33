"""An answer being generated: piece by piece, up to where the request wants it to end."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal

FinishReason = Literal["stop", "length"]


class Generation:
    """The pieces of one choice, made as they are read. Once read to the end, ``finish_reason`` and ``count`` are true.

    ``max_pieces`` ends it with "length" when there was more to say. A text in ``stops`` ends it with "stop" before that
    text, also where it spans pieces: what might become such a text is held back until it is known.
    """

    def __init__(self, pieces: Iterable[str], *, max_pieces: int | None = None, stops: tuple[str, ...] = ()) -> None:
        self.finish_reason: FinishReason = "stop"
        self.count = 0
        self._pieces = iter(pieces)
        self._max_pieces = max_pieces
        self._stops = stops

    def __iter__(self) -> Iterator[str]:
        for piece in self._before_stop() if self._stops else self._limited():
            self.count += 1
            yield piece

    def _limited(self) -> Iterator[str]:
        yield from islice(self._pieces, self._max_pieces)
        if next(self._pieces, None) is not None:
            self.finish_reason = "length"

    def _before_stop(self) -> Iterator[str]:
        held: deque[str] = deque()
        text = ""
        reach = max(map(len, self._stops)) - 1
        for piece in self._limited():
            held.append(piece)
            text += piece
            found = [at for stop in self._stops if (at := text.find(stop)) >= 0]
            if found:
                yield from _cut(held, min(found))
                return
            # A stop text that is still to come can begin no earlier than ``reach`` characters before the end.
            while held and len(text) - len(held[0]) >= reach:
                text = text[len(held[0]) :]
                yield held.popleft()
        yield from held


def _cut(pieces: Iterable[str], length: int) -> Iterator[str]:
    """Yield the pieces of the first ``length`` characters."""
    for piece in pieces:
        if length <= 0:
            return
        yield piece[:length]
        length -= len(piece)
