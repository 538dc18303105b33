"""The tables: medians of the rounds, and behind each its ratio to the reference."""

from collections.abc import Iterator, Sequence

from bench.contenders import DIRECT, REFERENCE
from bench.goals import goals_grid
from bench.grid import Grid
from bench.lambda_function import BUFFERED
from bench.metric import (
    COLD,
    CPU_AT,
    FIRST_P50,
    FIRST_P99,
    FLOOD_CPU,
    GROWTH,
    GROWTH_AT,
    HELD,
    LAMBDA_CHUNK,
    LAMBDA_FIRST,
    LAMBDA_GROWTH,
    LAMBDA_INIT,
    LAMBDA_P50,
    LAMBDA_P95,
    LENGTH,
    PACED_CPU,
    RESIDENT,
    SPEED,
    STREAMS,
    Metric,
)
from bench.results import Name, Results

_SECTIONS: Sequence[tuple[str, Sequence[Metric]]] = (
    ("The first token", (COLD, RESIDENT, FIRST_P50, FIRST_P99)),
    ("What a token costs", (FLOOD_CPU, PACED_CPU, HELD)),
    ("How fast", (SPEED, *STREAMS)),
    ("Memory for a long answer; shorter ones scaled", (GROWTH, LENGTH)),
    ("As answers grow: CPU s per 1M tokens", tuple(CPU_AT.values())),
    ("As answers grow: RSS growth, MB", tuple(GROWTH_AT.values())),
    ("On Lambda", (LAMBDA_INIT, LAMBDA_FIRST, LAMBDA_P50, LAMBDA_P95, LAMBDA_CHUNK, LAMBDA_GROWTH)),
)


def grids(results: Results) -> Iterator[Grid]:
    """Yield a table for every section of which something was measured, the failures if there are any, and the goals."""
    for title, metrics in _SECTIONS:
        if measured := [metric for metric in metrics if metric.key in results.samples]:
            yield _section(results, title, measured)
    if results.failures:
        lines = [
            (results.names[contender].title, row, reason.splitlines()[-1][:160])
            for contender, rows in results.failures.items()
            for row, reason in rows.items()
        ]
        yield Grid("Without a number", ("", "row", "reason"), lines)
    if (goals := goals_grid(results)).lines:
        yield goals


def about(results: Results) -> str:
    """Return where and how it was measured, a line each."""
    return "".join(f"{key}: {value}\n" for key, value in results.about.items())


def reference(among: Sequence[str]) -> str:
    """Return whom ratios are to among these: the usual one, or the first, if that one took no part."""
    return next((name for name in (REFERENCE, BUFFERED) if name in among), among[0])


def _section(results: Results, title: str, metrics: Sequence[Metric]) -> Grid:
    present = [name for name in results.names if any(name in results.samples[metric.key] for metric in metrics)]
    to = reference(present)
    lines = [
        (_heading(results.names[name]), *(_cell(results, metric, name, to) for metric in metrics)) for name in present
    ]
    compared = any(metric.compared for metric in metrics)
    heading = f"{title} (x: times {results.names[to].title})" if compared else title
    return Grid(heading, ("", *(metric.title for metric in metrics)), lines)


def _heading(name: Name) -> str:
    return f"{name.title} {name.version}".rstrip()


def _cell(results: Results, metric: Metric, contender: str, to: str) -> str:
    value = results.median(metric.key, contender)
    if value is None:
        return "-"
    number = f"{value:,.{metric.digits}f}"
    ratio = results.ratio(metric.key, contender, to) if metric.compared and contender != DIRECT.name else None
    return number if ratio is None else f"{number} ({shortly(ratio)}x)"


def shortly(ratio: float) -> str:
    """Return a ratio with two digits that count."""
    number = float(f"{ratio:.2g}")
    return f"{number:,.0f}" if number.is_integer() and number > 1 else f"{number:g}"
