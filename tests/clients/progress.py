"""Whether an answer could be watched arriving. Ratios and order only: a slow machine is not a broken stream."""

from collections.abc import Sequence
from dataclasses import dataclass

_STAGES = 5
"""In how many equal parts of the time between first and last text there has to be growth."""

_MOST_SEEN_AT_FIRST = 1 / 2
"""Of the whole text, in the first update."""

_LEAST_TIME_GROWING = 1 / 4
"""Of the time from the question to the last text.

What is buffered somewhere arrives as one burst, which the client still applies line by line: many updates, the first
of them short, and all of them in the last few hundredths of the wait. An answer that streams grows for most of it.
"""


@dataclass(frozen=True, slots=True)
class Update:
    """A moment in which the text was longer than ever before.

    Attributes:
        at_ms: milliseconds since the question.
        length: characters of text then.
    """

    at_ms: float
    length: int


def arrives_progressively(updates: Sequence[Update], length: int) -> bool:
    """Return whether a text of this length grew into view, instead of appearing.

    Most of it was missing when the first of it was seen; it grew for a substantial part of the whole time; and it grew
    all along that part, not at both ends of it only. The last update shows all of it.
    """
    if len(updates) < _STAGES or updates[-1].length != length:
        return False
    first, last = updates[0], updates[-1]
    growing = last.at_ms - first.at_ms
    return (
        first.length <= length * _MOST_SEEN_AT_FIRST
        and growing > 0
        and growing >= last.at_ms * _LEAST_TIME_GROWING
        and len({_stage(update.at_ms - first.at_ms, growing) for update in updates}) == _STAGES
    )


def _stage(at_ms: float, growing: float) -> int:
    # The last update ends the last stage, it does not begin another.
    return min(int(at_ms / growing * _STAGES), _STAGES - 1)
