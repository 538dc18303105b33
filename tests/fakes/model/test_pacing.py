import pytest

from fakes.model import Pacing


def test_a_piece_is_due_by_its_number_and_never_by_the_one_before() -> None:
    pacing = Pacing(first_ms=300, delay_ms=20)

    assert [pacing.due(piece) for piece in (0, 1, 100)] == [0.3, 0.32, 2.3]


def test_there_is_no_waiting_unless_it_is_asked_for() -> None:
    assert Pacing() == Pacing(first_ms=0, delay_ms=0, script_speed=1)
    assert Pacing.realistic() == Pacing(first_ms=250, delay_ms=25)


def test_a_request_may_ask_for_another_pace_and_for_nothing_else() -> None:
    assert Pacing(first_ms=1, delay_ms=2).overridden({"delay_ms": 0, "tokens": 5}) == Pacing(first_ms=1, delay_ms=0)


@pytest.mark.parametrize("value", [-1.0, float("inf"), float("nan")])
@pytest.mark.parametrize("name", ["first_ms", "delay_ms", "script_speed"])
def test_a_pace_that_cannot_be_kept_is_an_error(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} is {value}, and must be a finite number that is not negative"):
        Pacing(**{name: value})
