"""Who and what is measured, how often, and in which order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.choice import chosen
from bench.contender import Contender
from bench.contenders import DIRECT, contenders
from bench.lambda_function import LambdaFunction, lambda_functions
from bench.results import Name
from bench.rows.row import LAMBDA_ROWS, ROWS, Row, SubjectT
from bench.stand import Stand
from bench.upstream_dialect import Framing


@dataclass(frozen=True, slots=True)
class Job:
    """One measurement of one subject."""

    row: str
    subject: str
    measure: Callable[[Stand], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Contenders and their rows, functions and theirs, the number of rounds, and what a chunk of the upstream is."""

    contenders: Sequence[Contender]
    rows: Sequence[Row[Contender]]
    functions: Sequence[LambdaFunction]
    lambda_rows: Sequence[Row[LambdaFunction]]
    rounds: int
    framing: Framing = "event"

    @property
    def names(self) -> Mapping[str, Name]:
        """Everybody's names, in the order in which they are printed.

        Raises:
            FileNotFoundError: Node's packages are not installed, and somebody needs them.
            PackageNotFoundError: a package of Python's is not.
        """
        everybody: Sequence[Contender | LambdaFunction] = (*self.contenders, *self.functions)
        return {one.name: Name(one.title, one.version()) for one in everybody}

    def jobs(self, number: int) -> Iterator[Job]:
        """Yield a round's measurements. In each round another contender begins."""
        for row in self.rows:
            if not (row.once and number):
                yield from (
                    _job(row, contender)
                    for contender in _turned(self.contenders, number)
                    if row.has_limit or contender != DIRECT
                )
        for function_row in self.lambda_rows:
            yield from (_job(function_row, function) for function in _turned(self.functions, number))


def plan(rows: str | None, peers: str | None, rounds: int, framing: Framing = "event") -> Plan:
    """Return the plan for what the command line says: names, comma-separated, or None for all.

    Raises:
        ValueError: a name is unknown, or nothing is left to measure.
    """
    every_row: Sequence[Row[Contender] | Row[LambdaFunction]] = (*ROWS, *LAMBDA_ROWS)
    everybody: Sequence[Contender | LambdaFunction] = (DIRECT, *contenders(), *lambda_functions())
    wanted, names = chosen(everybody, peers), {row.name for row in chosen(every_row, rows)}
    planned = Plan(
        [one for one in wanted if isinstance(one, Contender)],
        [row for row in ROWS if row.name in names],
        [one for one in wanted if isinstance(one, LambdaFunction)],
        [row for row in LAMBDA_ROWS if row.name in names],
        rounds,
        framing,
    )
    if next(planned.jobs(0), None) is None:
        raise ValueError("none of these rows is for one of these peers")
    return planned


def _job(row: Row[SubjectT], subject: SubjectT) -> Job:
    return Job(row.name, subject.name, lambda stand: row.measure(stand, subject))


def _turned(subjects: Sequence[SubjectT], number: int) -> Sequence[SubjectT]:
    first = number % max(len(subjects), 1)
    return [*subjects[first:], *subjects[:first]]
