"""The tables hold what was measured, and nothing else."""

import pytest

from bench.report import about, grids, reference, shortly
from bench.results import Name, Results


@pytest.fixture
def results() -> Results:
    names = {
        "direct": Name("nobody", ""),
        "tokenwire": Name("Tokenwire", "this checkout"),
        "ai4": Name("ai 4", "4.3.19"),
        "lambda-buffered": Name("awslambdaric", "4.2.2"),
        "lambda-node": Name("Node.js", "4.0.2"),
    }
    results = Results(about={"rounds": "1", "Python": "3.11.7"}, names=names)
    results.add("direct", {"flood_cpu_s": 0.0, "tokens_per_s": 2_000_000.0})
    results.add("tokenwire", {"flood_cpu_s": 2.0, "tokens_per_s": 400_000.0, "growth_mb": 0.0, "length": 1e6})
    results.add("ai4", {"flood_cpu_s": 100.0, "tokens_per_s": 8_000.0})
    results.add("lambda-buffered", {"lambda_p50_ms": 0.5})
    results.add("lambda-node", {"lambda_p50_ms": 1.0})
    return results


def lines(results: Results, title: str) -> list[list[str]]:
    return [list(line) for grid in grids(results) if grid.title.startswith(title) for line in grid.lines]


def test_a_median_stands_beside_its_ratio_to_the_reference(results: Results) -> None:
    assert lines(results, "What a token costs") == [
        ["nobody", "0.0"],
        ["Tokenwire this checkout", "2.0 (0.02x)"],
        ["ai 4 4.3.19", "100.0 (1x)"],
    ]


def test_what_runs_on_lambda_is_compared_with_its_own(results: Results) -> None:
    assert lines(results, "On Lambda (x: times awslambdaric)") == [
        ["awslambdaric 4.2.2", "0.50 (1x)"],
        ["Node.js 4.0.2", "1.00 (2x)"],
    ]


def test_a_section_without_numbers_is_left_out(results: Results) -> None:
    titles = [grid.title.partition(" (")[0] for grid in grids(results)]
    assert titles == [
        "What a token costs",
        "How fast",
        "Memory for a long answer; shorter ones scaled",
        "On Lambda",
        "Goals",
    ]


def test_who_has_no_number_has_a_reason(results: Results) -> None:
    results.failed("ai4", "length", "ServerDied: status 134: heap\nout of memory")
    assert lines(results, "Without a number") == [["ai 4", "length", "out of memory"]]


def test_ratios_are_to_the_first_where_the_reference_took_no_part() -> None:
    assert reference(["openai", "aiohttp"]) == "openai"
    assert reference(["openai", "ai4"]) == "ai4"


def test_it_says_where_it_was_measured(results: Results) -> None:
    assert about(results) == "rounds: 1\nPython: 3.11.7\n"


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(0.0123, "0.012"), (0.5, "0.5"), (1.0, "1"), (1.26, "1.3"), (9.96, "10"), (12.4, "12"), (1234.0, "1,200")],
)
def test_two_digits_of_a_ratio_count(ratio: float, words: str) -> None:
    assert shortly(ratio) == words
