"""How much of a stream is kept, and for how long."""

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """What a store holds itself to.

    Attributes:
        max_bytes: of one stream; a longer one can't be followed from its start any more.
        grace: seconds for which a finished stream can still be followed; 0 forgets it at once.
        silence: seconds without a sign of life after which a producer in another process counts as dead.
    """

    max_bytes: int
    grace: float = 0.0
    silence: float = 15.0
