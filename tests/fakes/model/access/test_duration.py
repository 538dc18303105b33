import pytest

from fakes.model.access.duration import duration, milliseconds


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0s"),
        (0.0000001, "0s"),
        (0.0001, "1ms"),
        (0.02, "20ms"),
        (1, "1s"),
        (1.5, "1.5s"),
        (7.66, "7.66s"),
        (10, "10s"),
        (59.9999, "1m0s"),
        (179.56, "2m59.56s"),
        (360, "6m0s"),
        (3600, "1h0m0s"),
        (7384.0625, "2h3m4.063s"),
    ],
)
def test_a_duration_is_written_as_go_does(seconds: float, written: str) -> None:
    assert duration(seconds) == written


def test_milliseconds_are_rounded_up_but_not_for_what_floats_are_wrong_by() -> None:
    assert [milliseconds(seconds) for seconds in (0.1, 0.1 + 0.2, 0.3001)] == [100, 300, 301]
