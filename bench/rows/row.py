"""What can be measured, by the names that ``--rows`` takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bench.contender import Contender
from bench.lambda_function import LambdaFunction
from bench.rows import cold, first_token, flood, held, lambda_cost, lambda_start, length, paced, streams
from bench.stand import Stand

SubjectT = TypeVar("SubjectT", bound=Contender | LambdaFunction)


@dataclass(frozen=True, slots=True)
class Row(Generic[SubjectT]):
    """One measurement.

    Attributes:
        name: what ``--rows`` calls it.
        measure: returns metrics' keys and their numbers.
        once: whether it is for the first round only, because it takes minutes.
        has_limit: whether the client and the upstream by themselves have a number there.
    """

    name: str
    measure: Callable[[Stand, SubjectT], Mapping[str, float]]
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

LAMBDA_ROWS = (
    Row("lambda-start", lambda_start.measure),
    Row("lambda-cost", lambda_cost.measure),
)
