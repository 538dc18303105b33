"""What a completion is billed for."""

from collections.abc import Iterable
from dataclasses import dataclass

from fakes.model.openai.message import Message
from fakes.model.text import pieces

_PER_MESSAGE = 4
_PER_IMAGE = 85
_PRIMING = 3


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, counted as this model counts them.

    Prompt: the pieces of every message's text, 4 for each message, 85 for each image, and 3 for the answer to begin.
    Completion: the pieces said, which are the content deltas of a stream.
    """

    prompt: int
    completion: int

    def body(self) -> dict[str, object]:
        """Return the ``usage`` object."""
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.completion,
            "total_tokens": self.prompt + self.completion,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": 0,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        }


def count_prompt(messages: Iterable[Message]) -> int:
    """Return the number of tokens in a conversation."""
    return _PRIMING + sum(
        _PER_MESSAGE + pieces.count(message.text) + _PER_IMAGE * len(message.images) for message in messages
    )
