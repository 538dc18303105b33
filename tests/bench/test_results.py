"""Medians, ratios, and a file that holds both."""

import pytest

from bench.results import Name, Results


@pytest.fixture
def results() -> Results:
    results = Results(about={"rounds": "3"}, names={"a": Name("A", "1.0"), "b": Name("B", ""), "c": Name("C", "")})
    for a, b in ((1.0, 4.0), (9.0, 2.0), (2.0, 3.0)):
        results.add("a", {"cpu": a})
        results.add("b", {"cpu": b, "idle": 0.0})
    return results


def test_a_median_is_of_all_rounds(results: Results) -> None:
    assert (results.median("cpu", "a"), results.median("cpu", "b")) == (2.0, 3.0)


@pytest.mark.parametrize(("metric", "contender"), [("cpu", "c"), ("memory", "a")])
def test_where_nothing_was_measured_there_is_no_median(results: Results, metric: str, contender: str) -> None:
    assert results.median(metric, contender) is None


def test_a_ratio_is_of_medians(results: Results) -> None:
    assert results.ratio("cpu", "a", "b") == pytest.approx(2 / 3)


@pytest.mark.parametrize(("metric", "to"), [("cpu", "c"), ("idle", "b")])
def test_there_is_no_ratio_to_nothing(results: Results, metric: str, to: str) -> None:
    assert results.ratio(metric, "b", to) is None


def test_what_was_written_is_read(results: Results) -> None:
    results.failed("c", "flood", "ServerDied: status 134")
    assert Results.from_json(results.json()) == results


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"about":{},"names":{"a":{}},"samples":{},"failures":{}}'])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Expecting value|no results"):
        Results.from_json(text)
