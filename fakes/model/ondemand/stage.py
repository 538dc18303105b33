"""Where a scenario is played."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from fakes.model.text import prose
from fakes.model.text.tokenizer import Tokenizer


@dataclass(frozen=True, slots=True)
class Stage:
    """The server's seed, and its tokenizer."""

    seed: str
    tokenizer: Tokenizer

    def prose(self, tokens: int) -> "Prose":
        """Return so many tokens of prose."""
        return Prose(self, tokens)


@dataclass(frozen=True, slots=True)
class Prose:
    """Tokens of prose without a subject, made as they are read; they may be read again."""

    stage: Stage
    tokens: int

    def __iter__(self) -> Iterator[str]:
        texts = prose.paragraphs(f"{self.stage.seed}/0")
        return islice((token for text in texts for token in self.stage.tokenizer.split(text)), self.tokens)
