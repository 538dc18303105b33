"""The picture is an SVG, and its bars are as long as the ratios' logarithms."""

import xml.etree.ElementTree as ET

import pytest

from bench.chart import draw
from bench.metric import FLOOD_CPU
from bench.results import Name, Results

SVG = "{http://www.w3.org/2000/svg}"


def of(**medians: float) -> Results:
    results = Results(about={}, names={name: Name(f"{name} <&>", "") for name in medians})
    for name, value in medians.items():
        results.add(name, {FLOOD_CPU.key: value})
    return results


def bars(results: Results) -> tuple[float, list[tuple[float, float]]]:
    root = ET.fromstring(draw(results))  # noqa: S314 - drawn by ourselves
    (axis,) = root.iter(f"{SVG}line")
    return float(axis.attrib["x1"]), [
        (float(bar.attrib["x"]), float(bar.attrib["width"])) for bar in root.iter(f"{SVG}rect")
    ]


def test_less_grows_to_the_left_and_more_to_the_right() -> None:
    axis, ((less, less_width), (same, same_width), (more, _)) = bars(of(tokenwire=1.0, ai4=100.0, litellm=1000.0))
    assert less + less_width == pytest.approx(axis, abs=0.2)
    assert same == pytest.approx(axis, abs=0.2)
    assert same_width == 1.0
    assert more == pytest.approx(axis, abs=0.2)


def test_ten_times_is_the_same_step_everywhere() -> None:
    _, ((_, hundredth), _, (_, tenfold)) = bars(of(tokenwire=1.0, ai4=100.0, litellm=1000.0))
    assert hundredth == pytest.approx(2 * tenfold, abs=0.2)


def test_all_bars_are_inside_the_picture() -> None:
    root = ET.fromstring(draw(of(tokenwire=0.002, ai4=1.0, litellm=12.0)))  # noqa: S314 - drawn by ourselves
    width = float(root.attrib["width"])
    for bar in root.iter(f"{SVG}rect"):
        assert 0 < float(bar.attrib["x"]) < float(bar.attrib["x"]) + float(bar.attrib["width"]) < width


def test_it_names_everybody_and_has_colours_for_the_dark() -> None:
    drawn = draw(of(tokenwire=1.0, ai4=100.0))
    assert "tokenwire &lt;&amp;&gt;" in drawn
    assert "prefers-color-scheme:dark" in drawn
    assert "0.01x" in drawn


def test_what_was_not_measured_is_not_drawn() -> None:
    assert "<rect" not in draw(of(tokenwire=1.0))


def test_nobody_is_not_drawn() -> None:
    assert "direct" not in draw(of(direct=0.1, tokenwire=1.0, ai4=100.0))
