"""What happens in an answer, in the order in which a client may be told: the domain events every protocol encodes.

Names are noun-verb, with start, delta and end. The order they may come in is conversation.py's grammar.
"""

from dataclasses import dataclass
from typing import Literal

FinishReason = Literal["stop", "length", "content-filter", "tool-calls", "error", "unknown"]
"""Why the model stopped. ``unknown``: it did stop, for a reason that no protocol has a word for."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens counted by the provider; None where it did not say."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class MessageStart:
    """The assistant's message begins."""

    message_id: str


@dataclass(frozen=True, slots=True)
class StepStart:
    """One call of the model begins."""

    message_id: str


@dataclass(frozen=True, slots=True)
class TextStart:
    """A text part opens."""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Text to append to the open part; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class TextEnd:
    """The open text part is complete."""


@dataclass(frozen=True, slots=True)
class StepEnd:
    """The call of the model is over."""

    finish_reason: FinishReason
    usage: Usage


@dataclass(frozen=True, slots=True)
class MessageEnd:
    """The verdict: the message is complete. Usage is summed over its steps."""

    finish_reason: FinishReason
    usage: Usage


@dataclass(frozen=True, slots=True)
class Failure:
    """The verdict: the message will not be completed. Both texts are ours and public."""

    code: str
    message: str


Event = MessageStart | StepStart | TextStart | TextDelta | TextEnd | StepEnd | MessageEnd | Failure
