"""Tokenwire beside other ways to stream a model's answer to the AI SDK, in one run: ``python -m bench``.

Every round measures every row with every contender in turn, in processes of their own; printed are medians, and ratios,
which travel from machine to machine as seconds do not. Linux only: it reads /proc.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from bench.chart import draw
from bench.machine import about
from bench.plan import Job, Plan, plan
from bench.report import about as about_lines
from bench.report import grids
from bench.results import Results
from bench.rows.row import LAMBDA_ROWS, ROWS
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
            chosen = plan(options.rows, options.peers, options.rounds, options.framing)
            results = measured(chosen, QUICK if options.quick else Sizes(), options.json)
    except (FileNotFoundError, PackageNotFoundError) as error:
        parser.error(f"{error}; `tox -e bench` installs what is measured")
    except ValueError as error:
        parser.error(str(error))
    if options.svg:
        options.svg.write_text(draw(results))
    sys.stdout.write(printed(results, markdown=options.markdown))


def measured(planned: Plan, sizes: Sizes, file: Path | None = None) -> Results:
    """Measure everything; what there is stands in the file at any time, for a run that is broken off."""
    results = Results(about=about(planned.rounds, planned.framing), names=planned.names)
    with stand(sizes, planned.framing) as bench:
        for number in range(planned.rounds):
            for job in planned.jobs(number):
                if job.row not in results.failures.get(job.subject, {}):
                    print(f"round {number + 1} of {planned.rounds}: {job.row}: {job.subject}", file=sys.stderr)
                    _measure(bench, job, results)
                    if file is not None:
                        file.write_text(results.json())
    return results


def _measure(bench: Stand, job: Job, results: Results) -> None:
    try:
        results.add(job.subject, job.measure(bench))
    except (OSError, EOFError) as error:
        # Who dies, falls silent or answers wrongly has a result too; the others go on.
        results.failed(job.subject, job.row, f"{type(error).__name__}: {error}")
        print(f"  {error}", file=sys.stderr)


def printed(results: Results, *, markdown: bool) -> str:
    """Return all tables, and where they come from."""
    drawn = [grid.markdown() if markdown else grid.text() for grid in grids(results)]
    lines = about_lines(results)
    return "\n".join([lines.replace("\n", "  \n") if markdown else lines, *drawn])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    names = ", ".join([*(row.name for row in ROWS), *(row.name for row in LAMBDA_ROWS)])
    parser.add_argument("--rows", help=f"some of: {names} (default: all)")
    parser.add_argument("--peers", help="some of the contenders, by the names that progress shows (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (%(default)s)")
    parser.add_argument(
        "--framing", choices=("event", "write"), default="event", help="what is an HTTP chunk upstream (%(default)s)"
    )
    parser.add_argument("--quick", action="store_true", help="little of everything: shows that it works, not how fast")
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the ratios")
    parser.add_argument("--read", type=Path, metavar="FILE", help="print and draw what --json wrote; measure nothing")
    return parser


if __name__ == "__main__":
    # Whoever ends us ends what we have started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main(sys.argv[1:])
