"""What an answer is billed for."""

from collections.abc import Iterable
from dataclasses import dataclass

from fakes.model.prompt import Turn
from fakes.model.text.tokenizer import Tokenizer

_PER_TURN = 4
_PER_IMAGE = 85
_PRIMING = 3


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens. ``completion`` holds ``reasoning``: everything that was said, in this model's pieces."""

    prompt: int
    completion: int
    reasoning: int = 0

    @property
    def total(self) -> int:
        """Everything that is billed."""
        return self.prompt + self.completion


def count_prompt(turns: Iterable[Turn], tokenizer: Tokenizer) -> int:
    """Return the tokens of a conversation: those of every text, 4 a turn, 85 an image, 3 for the answer to begin."""
    return _PRIMING + sum(_PER_TURN + tokenizer.count(turn.text) + _PER_IMAGE * len(turn.images) for turn in turns)
