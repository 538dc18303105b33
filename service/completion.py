"""A model's whole answer."""

from dataclasses import dataclass, field

from service.usage import FinishReason, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What the stream's events come to; the text can be sent anywhere."""

    text: str = ""
    finish_reason: FinishReason = "unknown"
    usage: Usage = field(default_factory=Usage)
