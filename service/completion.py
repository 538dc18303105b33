"""A model's whole answer."""

from msgspec import Struct, field

from service.usage import FinishReason, Usage


class Completion(Struct, frozen=True, kw_only=True):
    """What the stream's events come to; the text can be sent anywhere."""

    text: str = ""
    finish_reason: FinishReason = "unknown"
    usage: Usage = field(default_factory=Usage)
