"""Why a model stopped, and what it cost."""

from dataclasses import dataclass
from typing import Literal

FinishReason = Literal["stop", "length", "content-filter", "tool-calls", "error", "unknown"]
"""Why the model stopped. ``unknown``: it did stop, for a reason that no protocol has a word for."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens counted by the provider; None where it did not say."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None

    def __add__(self, other: "Usage") -> "Usage":
        """Return the sum; what only one of them says is what it says."""
        return Usage(
            _sum(self.prompt_tokens, other.prompt_tokens), _sum(self.completion_tokens, other.completion_tokens)
        )


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other
