from collections import Counter

import pytest

from fakes.model.faults.chaos import Chaos
from fakes.model.field import Field, FieldError

TEXT = "reset@event=3:0.1, status=429;message=a%2Cb%3Ac:0.05, silence:1e-07"


def test_chaos_says_of_itself_what_is_read_back() -> None:
    chaos = Chaos.parse(TEXT, "seed")

    assert [(str(fault), rate) for fault, rate in chaos.rates] == [
        ("reset@event=3", 0.1),
        ("status=429;message=a%2Cb%3Ac", 0.05),
        ("silence", 1e-07),
    ]
    assert Chaos.parse(str(chaos), "seed") == chaos


@pytest.mark.parametrize(
    "value",
    [
        "drop@byte=5:0.25, silence:0.5",
        [{"fault": "drop@byte=5", "rate": 0.25}, {"fault": {"kind": "silence"}, "rate": 0.5}],
    ],
)
def test_chaos_is_read_from_a_string_or_an_array(value: object) -> None:
    assert str(Chaos.of(Field(value), "seed")) == "drop@byte=5:0.25, silence:0.5"


def test_the_same_material_always_meets_the_same_fault() -> None:
    chaos = Chaos.parse("silence:0.5", "seed")

    picked = [chaos.pick("request", str(number)) for number in range(64)]

    assert picked == [Chaos.parse("silence:0.5", "seed").pick("request", str(number)) for number in range(64)]
    assert picked != [Chaos.parse("silence:0.5", "other").pick("request", str(number)) for number in range(64)]
    assert picked != [chaos.pick("other", str(number)) for number in range(64)]


def test_faults_strike_as_often_as_their_rates_say() -> None:
    chaos = Chaos.parse("drop:0.2, silence:0.3", "seed")

    counted = Counter(str(chaos.pick(str(number))) for number in range(4000))

    assert counted.keys() == {"drop@event=0", "silence", "None"}
    assert counted["drop@event=0"] == pytest.approx(800, abs=120)
    assert counted["silence"] == pytest.approx(1200, abs=120)


@pytest.mark.parametrize("text", ["drop:1", "drop:0.2, end:0.4, stall:0.3, half:0.1"])
def test_rates_of_1_together_strike_always(text: str) -> None:
    chaos = Chaos.parse(text, "seed")

    assert all(chaos.pick(str(number)) for number in range(2000))


def test_a_rate_of_0_strikes_never() -> None:
    chaos = Chaos.parse("drop:0", "seed")

    assert not any(chaos.pick(str(number)) for number in range(2000))


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("silence", "'x' holds 'silence', which needs a rate: fault:0.1."),
        ("drop:0.1, silence", "'x' holds 'silence', which needs a rate: fault:0.1."),
        ("silence:often", "'x' holds the rate 'often', which is no number."),
        ("silence:2", "'x' holds the rate 2.0, and rates are from 0 to 1."),
        ("silence:-0.1", "'x' holds the rate -0.1, and rates are from 0 to 1."),
        ("silence:nan", "'x' holds the rate nan, and rates are from 0 to 1."),
        ("silence:0.6, drop:0.6", "'x' has rates that are more than 1 together."),
        ("silent:0.6", "'x' is 'silent', and must be one of "),
        ([{"fault": "drop"}], "'x[0].rate' is required."),
        ([{"fault": "drop", "rate": 2}], "'x[0].rate' is 2, and must be at most 1."),
        ([{"fault": "drop", "share": 2}], "'x[0].share' is not known here; known are: fault, rate."),
        ([{"fault": "drop@event=x", "rate": 1}], "'x[0].fault.event' must be an integer"),
        ([{"fault": "drop", "rate": 0.7}] * 2, "'x' has rates that are more than 1 together."),
        (7, "'x' must be an array, and is an integer."),
    ],
)
def test_chaos_that_cannot_be_read_says_what_is_wrong(value: object, complaint: str) -> None:
    with pytest.raises(FieldError) as caught:
        Chaos.of(Field(value, "x"), "seed")

    assert str(caught.value).startswith(complaint)
