"""What can be measured, by the names that ``--rows`` takes, and the sections of the table it goes to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.contender import Contender
from bench.rows import cold, first_token, flood, held, length, paced, streams
from bench.stand import Stand


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    Attributes:
        name: what ``--rows`` calls it.
        measure: returns metrics' keys and their numbers.
        once: whether it is for the first round only, because it takes minutes.
        has_limit: whether the client and the upstream by themselves have a number there.
    """

    name: str
    measure: Callable[[Stand, Contender], Mapping[str, float]]
    once: bool = False
    has_limit: bool = False


ROWS = (
    Row("cold", cold.measure),
    Row("first-token", first_token.measure),
    Row("flood", flood.measure, has_limit=True),
    Row("paced", paced.measure),
    Row("streams", streams.measure, has_limit=True),
    Row("held", held.measure, has_limit=True),
    Row("length", length.measure, once=True),
)
