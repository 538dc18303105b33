"""Text -> the tokens in which a model says it, and is billed for it."""

from collections.abc import Iterator
from typing import Protocol

from fakes.model.text import pieces


class Tokenizer(Protocol):
    """Cuts text into tokens. The tokens joined are the text."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        ...

    def split(self, text: str) -> Iterator[str]:
        """Yield the tokens of ``text``; none is empty, and none cuts a character."""
        ...

    def count(self, text: str) -> int:
        """Return the number of tokens in ``text``."""
        ...


class PieceTokenizer:
    """The count that needs nothing installed: up to six letters with the space before them are a token."""

    name = "pieces"

    def split(self, text: str) -> Iterator[str]:
        """Yield the pieces of ``text``."""
        return pieces.split(text)

    def count(self, text: str) -> int:
        """Return the number of pieces in ``text``."""
        return pieces.count(text)
