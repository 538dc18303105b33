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


def tokenizer_named(name: str) -> Tokenizer:
    """Return ``pieces``, or the tokenizer of one of tiktoken's encodings.

    Raises:
        ValueError: there is no such tokenizer, or tiktoken is not installed.
        OSError: it cannot be loaded.
    """
    if name == PieceTokenizer.name:
        return PieceTokenizer()
    try:
        # Only those who ask for it wait for it.
        from fakes.model.text.tiktoken_tokenizer import TiktokenTokenizer  # noqa: PLC0415
    except ImportError:
        raise ValueError(f"the tokenizer '{name}' needs tiktoken, which is not installed") from None
    return TiktokenTokenizer(name)
