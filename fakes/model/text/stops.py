"""Texts at which an answer is to end."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator


def before_stop(tokens: Iterable[str], stops: tuple[str, ...], found: Callable[[str], None]) -> Iterator[str]:
    """Yield tokens up to the first of ``stops``, also where it spans tokens; ``found`` is told which it was.

    What might become such a text is held back until it is known. ``stops`` is not empty, nor is any of them.
    """
    held: deque[str] = deque()
    text = ""
    reach = max(map(len, stops)) - 1
    for token in tokens:
        held.append(token)
        text += token
        places = [(at, stop) for stop in stops if (at := text.find(stop)) >= 0]
        if places:
            at, stop = min(places, key=lambda place: place[0])
            found(stop)
            yield from _cut(held, at)
            return
        # A stop text that is still to come can begin no earlier than ``reach`` characters before the end.
        while held and len(text) - len(held[0]) >= reach:
            text = text[len(held[0]) :]
            yield held.popleft()
    yield from held


def _cut(tokens: Iterable[str], length: int) -> Iterator[str]:
    """Yield the tokens of the first ``length`` characters."""
    for token in tokens:
        if length <= 0:
            return
        yield token[:length]
        length -= len(token)
