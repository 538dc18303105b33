import pytest

from fakes.model.metrics.exposition import Family, Sample, exposition
from fakes.model.metrics.histogram import Histogram
from tests.fakes.model.metrics.exposed import exposed


@pytest.mark.parametrize("label", ["plain", 'a "quote"', "back\\slash", "two\nlines", "\\n", "größer,{=}"])
def test_a_label_comes_back_whatever_stands_in_it(label: str) -> None:
    text = exposition([Family("x", "counter", "Help.", [Sample(3, {"a": label, "b": "c"})])]).decode()

    assert exposed(text).value("x", a=label, b="c") == 3


def test_a_family_has_its_help_its_type_and_its_samples() -> None:
    families = [Family("x", "gauge", "Some help.", [Sample(0.5)]), Family("y", "counter", "None yet.", [])]

    assert exposition(families) == (
        b"# HELP x Some help.\n# TYPE x gauge\nx 0.5\n# HELP y None yet.\n# TYPE y counter\n"
    )


def test_a_bucket_holds_all_that_is_below_its_bound_and_the_bound_itself() -> None:
    histogram = Histogram()
    for seconds in (0.0, 0.001, 0.0011, 60.0, 61.0):
        histogram.observe(seconds)

    page = exposed(exposition([Family("t", "histogram", "Help.", histogram.samples({"dialect": "x"}))]).decode())

    bounds = {"0.001": 2, "0.0025": 3, "30.0": 3, "60.0": 4, "+Inf": 5}
    assert {le: page.value("t_bucket", dialect="x", le=le) for le in bounds} == bounds
    assert page.value("t_sum", dialect="x") == pytest.approx(121.0021)
    assert page.value("t_count", dialect="x") == 5
