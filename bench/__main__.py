"""Tokenwire beside other ways to stream a model's answer to the AI SDK, in one run: ``python -m bench``.

Every round measures every row with every contender in turn, in processes of their own; printed are medians, and ratios,
which travel from machine to machine as seconds do not. Linux only: it reads /proc.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.chart import draw
from bench.choice import chosen
from bench.contender import Contender
from bench.contenders import DIRECT, contenders
from bench.machine import about
from bench.report import about as about_lines
from bench.report import grids
from bench.results import Name, Results
from bench.rows.row import ROWS, Row
from bench.sizes import QUICK, Sizes
from bench.stand import Stand, stand


def main(argv: Sequence[str]) -> None:
    """Measure, or read what was measured; print, write and draw it."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        if options.read:
            results = Results.from_json(options.read.read_text())
        else:
            everybody = (DIRECT, *contenders())
            plan = Plan(chosen(everybody, options.peers), chosen(ROWS, options.rows), options.rounds)
            results = measured(plan, QUICK if options.quick else Sizes())
    except FileNotFoundError as error:
        parser.error(f"{error}; is `npm ci` done in bench/?")
    except ValueError as error:
        parser.error(str(error))
    if options.json:
        options.json.write_text(results.json())
    if options.svg:
        options.svg.write_text(draw(results))
    sys.stdout.write(printed(results, markdown=options.markdown))


@dataclass(frozen=True, slots=True)
class Plan:
    """Who and what is measured, and how often."""

    contenders: Sequence[Contender]
    rows: Sequence[Row]
    rounds: int

    def in_turn(self, number: int) -> Sequence[Contender]:
        """Return the contenders in a round's order: in each another one begins."""
        first = number % len(self.contenders)
        return (*self.contenders[first:], *self.contenders[:first])

    def includes(self, row: Row, contender: Contender, number: int) -> bool:
        """Tell whether a contender is measured so in a round."""
        return (row.has_limit or contender != DIRECT) and not (row.once and number)


def measured(plan: Plan, sizes: Sizes) -> Results:
    """Measure everything."""
    names = {contender.name: Name(contender.title, contender.version) for contender in plan.contenders}
    results = Results(about=about(plan.rounds), names=names)
    with stand(sizes) as bench:
        for number in range(plan.rounds):
            for row in plan.rows:
                for contender in plan.in_turn(number):
                    failed = row.name in results.failures.get(contender.name, {})
                    if plan.includes(row, contender, number) and not failed:
                        print(f"round {number + 1} of {plan.rounds}: {row.name}: {contender.name}", file=sys.stderr)
                        _measure(bench, row, contender, results)
    return results


def _measure(bench: Stand, row: Row, contender: Contender, results: Results) -> None:
    try:
        results.add(contender.name, row.measure(bench, contender))
    except (OSError, EOFError) as error:
        # A contender that dies, falls silent or answers wrongly is a result; the others go on.
        results.failed(contender.name, row.name, f"{type(error).__name__}: {error}")
        print(f"  {error}", file=sys.stderr)


def printed(results: Results, *, markdown: bool) -> str:
    """Return all tables, and where they come from."""
    drawn = [grid.markdown() if markdown else grid.text() for grid in grids(results)]
    lines = about_lines(results)
    return "\n".join([lines.replace("\n", "  \n") if markdown else lines, *drawn])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", help=f"some of: {', '.join(row.name for row in ROWS)} (default: all)")
    parser.add_argument("--peers", help="some of the contenders, by the names that progress shows (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="little of everything: shows that it works, not how fast")
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the ratios")
    parser.add_argument("--read", type=Path, metavar="FILE", help="print and draw what --json wrote; measure nothing")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
