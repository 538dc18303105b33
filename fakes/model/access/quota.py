"""How much a minute is let in, and the refusal of what is more."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fakes.model.access.duration import duration, milliseconds
from fakes.model.api_error import ApiError

Unit = Literal["requests", "tokens"]

_TOO_MANY = 429
_SHORT: Mapping[Unit, str] = {"requests": "requests per min (RPM)", "tokens": "tokens per min (TPM)"}


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests and tokens a minute each key has, or each session where there is no key; None: any number.

    Raises:
        ValueError: a number is below 1.
    """

    requests: int | None = None
    tokens: int | None = None

    def __post_init__(self) -> None:
        for unit, limit in (("requests", self.requests), ("tokens", self.tokens)):
            if limit is not None and limit < 1:
                raise ValueError(f"the quota of {unit} is {limit}, and must be at least 1 a minute")


@dataclass(frozen=True, slots=True)
class Excess:
    """What was asked for beyond a quota. ``wait`` is in seconds; infinite where it never can be granted."""

    unit: Unit
    limit: int
    used: int
    asked: int
    wait: float


class QuotaExceeded(ApiError):
    """A request is one too many, or wants more tokens than there are. ``excess`` says of what, and until when.

    ``retry-after`` and ``retry-after-ms`` are true: at that time there is enough for this request, unless others took
    it. They are absent where waiting does not help.
    """

    def __init__(self, excess: Excess, model: str) -> None:
        self.excess = excess
        super().__init__(
            _TOO_MANY, _words(excess, model), code="rate_limit_exceeded", headers=retry_headers(excess.wait)
        )


def retry_headers(wait: float) -> tuple[tuple[str, str], ...]:
    """Return the headers that say when to come again: in ``wait`` seconds, rounded up."""
    if not math.isfinite(wait):
        return ()
    ms = milliseconds(wait)
    return (("retry-after", str(-(-ms // 1000))), ("retry-after-ms", str(ms)))


def _words(excess: Excess, model: str) -> str:
    # The words that clients of OpenAI look for, and litellm in every API.
    where = f"for {model} on {_SHORT[excess.unit]}: Limit {excess.limit}"
    if not math.isfinite(excess.wait):
        return (
            f"Request too large {where}, Requested {excess.asked}. "
            "The input or output tokens must be reduced in order to run successfully."
        )
    again = f"Please try again in {duration(excess.wait)}."
    return f"Rate limit reached {where}, Used {excess.used}, Requested {excess.asked}. {again}"
