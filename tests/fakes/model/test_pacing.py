from itertools import pairwise

import pytest

from fakes.model import Pacing


def test_a_piece_is_due_by_its_number_and_never_by_the_one_before() -> None:
    pacing = Pacing(first_ms=300, delay_ms=20)

    assert [pacing.due(piece) for piece in (0, 1, 100)] == [0.3, 0.32, 2.3]
    assert [pacing.timetable("any").due(piece) for piece in (0, 1, 100)] == [0.3, 0.32, 2.3]


def test_there_is_no_waiting_unless_it_is_asked_for() -> None:
    assert Pacing() == Pacing(first_ms=0, delay_ms=0, jitter=0, script_speed=1)
    assert Pacing.realistic() == Pacing(first_ms=250, delay_ms=25)


def gaps(jitter: float, *material: str) -> list[float]:
    timetable = Pacing(first_ms=100, delay_ms=10, jitter=jitter).timetable(*material)
    dues = [timetable.due(piece) * 1000 for piece in range(2001)]
    assert dues[0] == 100
    return [later - earlier for earlier, later in pairwise(dues)]


@pytest.mark.parametrize("jitter", [0.25, 1.0])
def test_every_gap_is_shorter_or_longer_by_a_share_and_on_average_the_same(jitter: float) -> None:
    found = gaps(jitter, "seed")

    assert 10 * (1 - jitter) - 1e-6 <= min(found) < 10 * (1 - 0.9 * jitter)
    assert 10 * (1 + 0.9 * jitter) < max(found) <= 10 * (1 + jitter) + 1e-6
    assert sum(found) / len(found) == pytest.approx(10, abs=jitter / 2)


def test_jitter_follows_from_the_material_and_from_nothing_else() -> None:
    assert gaps(0.5, "seed", "a") == gaps(0.5, "seed", "a") != gaps(0.5, "seed", "b")


def test_the_jitter_of_a_seed_is_the_same_in_every_release() -> None:
    timetable = Pacing(delay_ms=10, jitter=0.5).timetable("seed")

    assert [round(timetable.due(piece) * 1e6) for piece in range(4)] == [0, 5055, 17135, 24285]


def test_pieces_may_be_asked_for_again_and_passed_over() -> None:
    pacing = Pacing(delay_ms=10, jitter=0.5)
    all_of_them = pacing.timetable("seed")
    dues = [all_of_them.due(piece) for piece in range(10)]

    some = pacing.timetable("seed")
    assert [some.due(piece) for piece in (0, 3, 3, 9)] == [dues[0], dues[3], dues[3], dues[9]]


def test_a_rate_is_the_delay_between_two_pieces() -> None:
    assert Pacing.tokens_per_second(50) == Pacing(delay_ms=20)
    assert Pacing.tokens_per_second(400, first_ms=7, jitter=0.5) == Pacing(first_ms=7, delay_ms=2.5, jitter=0.5)


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({"delay_ms": 0, "tokens": 5, "script_speed": 9}, Pacing(first_ms=1, delay_ms=0)),
        ({"first_ms": 3, "jitter": 0.5}, Pacing(first_ms=3, delay_ms=2, jitter=0.5)),
        ({"tokens_per_second": 100}, Pacing(first_ms=1, delay_ms=10)),
        ({"tokens_per_second": 100, "delay_ms": 4}, Pacing(first_ms=1, delay_ms=4)),
        ({"delay_ms": 4, "tokens_per_second": 100}, Pacing(first_ms=1, delay_ms=10)),
    ],
    ids=["delay", "first and jitter", "rate", "delay after rate", "rate after delay"],
)
def test_a_request_may_ask_for_another_pace_and_for_nothing_else(wishes: dict[str, float], expected: Pacing) -> None:
    assert Pacing(first_ms=1, delay_ms=2).overridden(wishes) == expected


@pytest.mark.parametrize("value", [-1.0, float("inf"), float("nan")])
@pytest.mark.parametrize("name", ["first_ms", "delay_ms", "jitter", "script_speed"])
def test_a_pace_that_cannot_be_kept_is_an_error(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} is {value}, and must be a finite number that is not negative"):
        Pacing(**{name: value})


def test_jitter_is_no_more_than_the_whole_gap() -> None:
    with pytest.raises(ValueError, match=r"jitter is 1\.5, and must be a number from 0 to 1"):
        Pacing(jitter=1.5)


@pytest.mark.parametrize("rate", [0, -1.0, float("inf"), float("nan")])
def test_a_rate_that_cannot_be_kept_is_an_error(rate: float) -> None:
    with pytest.raises(ValueError, match=f"tokens_per_second is {rate}, and must be a finite number above 0"):
        Pacing().overridden({"tokens_per_second": rate})


def test_a_rate_too_small_for_any_delay_is_an_error_too() -> None:
    with pytest.raises(ValueError, match="delay_ms is inf, and must be a finite number"):
        Pacing.tokens_per_second(5e-324)
