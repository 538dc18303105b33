"""What a request wants of the answer's extent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sampling:
    """The number of choices, where each must end, and whether the probability of each token is to be told.

    ``max_tokens`` counts everything said: reasoning, text and the arguments of calls; None sets no limit.
    ``top_logprobs`` is the number of alternatives a token; None where probabilities were not asked for.
    """

    choices: int = 1
    max_tokens: int | None = None
    stops: tuple[str, ...] = ()
    top_logprobs: int | None = None
