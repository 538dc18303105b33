"""How patient a torture is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``timeout`` is how long a client may take in one cell, ``cancel_within`` how long to leave; both in seconds.

    ``most_requests`` is how many requests one cell may take, whatever goes wrong in it.
    """

    timeout: float = 15.0
    cancel_within: float = 1.0
    most_requests: int = 6
