"""Text -> the pieces in which a model says it. A piece is this model's token: it is streamed, counted and billed."""

import re
from collections.abc import Iterator
from functools import lru_cache

from fakes.model.text.known_signs import known

# What changes the look of the character before it stays with it: accents, vowel signs, emoji colours, joined emoji.
_MARKS = (
    r"(?:[\u0300-\u036F\u0483-\u0489\u064B-\u065F\u0900-\u0903\u093A-\u094F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF"
    r"\u3099\u309A\uFE00-\uFE0F\U0001F3FB-\U0001F3FF]|\u200D.)*"
)
_LETTERS = rf"[ '’]?(?:[^\W\d_]{_MARKS}){{1,6}}"
_DIGITS = rf" ?(?:\d{_MARKS}){{1,3}}"
_SIGN = rf" ?(?:[\U0001F1E6-\U0001F1FF]{{2}}|[^\w\s]{_MARKS})"
_PIECE = re.compile(rf"{_LETTERS}|{_DIGITS}|{_SIGN}|\n+| +|.{_MARKS}", re.DOTALL)

_SHORT = 4096
"""Texts of up to so many characters are remembered: what a scenario says is said again and again."""


def split(text: str) -> Iterator[str]:
    """Yield ``text`` in pieces: up to six letters with the space or apostrophe before them, or less.

    The pieces joined are the text, whatever it holds. Accented letters, flags and composed emoji stay whole.
    """
    return iter(_remembered(text)) if len(text) <= _SHORT else _pieces(text)


def count(text: str) -> int:
    """Return the number of pieces in ``text``."""
    return len(_remembered(text)) if len(text) <= _SHORT else sum(1 for _ in _PIECE.finditer(known(text)))


def _pieces(text: str) -> Iterator[str]:
    read = known(text)
    if read is text:
        return (match[0] for match in _PIECE.finditer(text))
    return (text[slice(*match.span())] for match in _PIECE.finditer(read))


@lru_cache(maxsize=256)
def _remembered(text: str) -> tuple[str, ...]:
    return tuple(_pieces(text))
