"""What is told about an answer beside its content: who gave it, how soon, and what it cost."""

from typing import TYPE_CHECKING, TypedDict, cast

from service.usage import FinishReason, Usage

if TYPE_CHECKING:
    # Whoever only reads the types has nothing installed.
    from service.events import Metadata
    from service.ids import Clock


class TokenCounts(TypedDict, total=False):
    """Tokens, as ai 5 to 7 name them; what the provider did not count is left out."""

    inputTokens: int
    outputTokens: int
    totalTokens: int


class AnswerMetadata(TypedDict, total=False):
    """What is known about an answer: its model from the start, the rest when it is complete; times in milliseconds."""

    model: str
    usage: TokenCounts
    finishReason: FinishReason
    timeToFirstTokenMs: int


class MetadataOfAnswer:
    """Follows one answer.

    Args:
        model: who is asked.
        clock: what time it is, in seconds; the answer is asked for now.
    """

    def __init__(self, model: str, clock: "Clock") -> None:
        self._model = model
        self._clock = clock
        self._asked = clock()
        self._first: float | None = None

    def begun(self) -> None:
        """Take note that the model has begun to answer."""
        if self._first is None:
            self._first = self._clock() - self._asked

    def at_start(self) -> "Metadata":
        """Return what is known before the first word."""
        return _plain({"model": self._model})

    def at_end(self, reason: FinishReason, usage: Usage) -> "Metadata":
        """Return what is known behind the last word: tokens as ai 5 to 7 count them, milliseconds."""
        first = 0.0 if self._first is None else self._first
        return _plain({"usage": _counts(usage), "finishReason": reason, "timeToFirstTokenMs": round(first * 1000)})


def _counts(usage: Usage) -> TokenCounts:
    counted: TokenCounts = {}
    if usage.prompt_tokens is not None:
        counted["inputTokens"] = usage.prompt_tokens
    if usage.completion_tokens is not None:
        counted["outputTokens"] = usage.completion_tokens
    if usage.prompt_tokens is not None and usage.completion_tokens is not None:
        counted["totalTokens"] = usage.prompt_tokens + usage.completion_tokens
    return counted


def _plain(metadata: AnswerMetadata) -> "Metadata":
    """Return the same as events know it: mypy takes no TypedDict for a mapping of JSON, though all of it is JSON."""
    return cast("Metadata", metadata)
