"""How much, and how long, Lambda allows."""

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Lambda's quotas that are the same for every function. Sizes are in bytes.

    Attributes:
        event: the largest event.
        buffered: the largest answer that is not streamed.
        streamed: the largest answer that is.
        init: seconds that a runtime has to ask for its first event.
    """

    event: int = 6 * _MB
    buffered: int = 6 * _MB + 100
    streamed: int = 200 * _MB
    init: float = 10.0
