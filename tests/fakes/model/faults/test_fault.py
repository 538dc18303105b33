import math

import pytest

from fakes.model.faults.fault import Fault
from fakes.model.faults.kind import KINDS
from fakes.model.faults.position import Position
from fakes.model.faults.strikes import STRIKES
from fakes.model.field import Field, FieldError

SAMPLES: dict[str, object] = {
    "status": 429,
    "message": "50% off; then, maybe: é\n ",
    "code": "busy",
    "retry-after": 2.5,
    "retry-after-ms": 0,
    "seconds": 0.00001,
    "then": "hang",
    "bytes": 3,
    "ms": 12.5,
    "extra": 9,
    "seed": "7; x",
    "mode": "sse",
    "value": "text/x; charset=a b",
}


def documents() -> list[dict[str, object]]:
    """Every kind with every option, at every place."""
    found = []
    for kind in KINDS.values():
        options = {name: SAMPLES[name] for name in kind.options}
        found += [{"kind": kind.name, unit: 17, **options} for unit in kind.units] or [{"kind": kind.name, **options}]
        if kind.units or len(options) > len(kind.required):
            found.append({"kind": kind.name, **{name: SAMPLES[name] for name in kind.required}})
    return found


@pytest.mark.parametrize(
    "document", documents(), ids=lambda document: document["kind"] + "".join(f"-{name}" for name in document)
)
def test_what_a_fault_says_of_itself_is_read_back_as_the_same_fault(document: dict[str, object]) -> None:
    fault = Fault.of(Field(document))

    assert Fault.parse(str(fault)) == fault
    assert str(Fault.parse(str(fault))) == str(fault)
    assert str(fault).isascii()
    assert str(fault).isprintable()
    assert {name: fault.text(name) for name in document if name not in {"kind", "event", "byte"}} == {
        name: str(value) for name, value in document.items() if name not in {"kind", "event", "byte"}
    }


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("reset", "reset@event=0"),
        (" reset @ event = 3 ", "reset@event=3"),
        ("reset;event=3", "reset@event=3"),
        ("drop@byte=1200", "drop@byte=1200"),
        ("status=429;retry-after=2", "status=429;retry-after=2"),
        ("status;retry-after=2.0;status=429", "status=429;retry-after=2"),
        ("status=500;message=a b%3Bc=d", "status=500;message=a%20b%3Bc%3Dd"),
        ("status=500;message=007;code=a", "status=500;code=a;message=007"),
        ("slow;ms=10;bytes=1", "slow;bytes=1;ms=10"),
        ("stall@event=2;seconds=5e-1", "stall@event=2;seconds=0.5"),
        ("content-type=text/plain", "content-type=text/plain"),
        ("fuzz", "fuzz"),
        ("fuzz=sse;seed=7", "fuzz=sse;seed=7"),
        ("half;then=reset", "half@event=0;then=reset"),
        ("silence", "silence"),
    ],
)
def test_a_fault_has_one_canonical_text(text: str, canonical: str) -> None:
    assert str(Fault.parse(text)) == canonical


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        ("drop@event=2", "drop@event=2"),
        ({"kind": "drop", "event": 2}, "drop@event=2"),
        ({"kind": "drop", "byte": 0}, "drop@byte=0"),
        ({"kind": "fuzz", "seed": 7}, "fuzz;seed=7"),
        ({"kind": "status", "status": 503, "code": None}, "status=503"),
    ],
)
def test_a_fault_is_read_from_a_string_or_an_object(value: object, canonical: str) -> None:
    assert str(Fault.of(Field(value, "fault"))) == canonical


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("rest", "'x' is 'rest', and must be one of 'status', 'html', "),
        ("", "'x' is '', and must be one of "),
        ("reset@evnt=3", "'x.evnt' is not known to 'reset'; known are: event, byte."),
        ("silence;ms=1", "'x.ms' is not known to 'silence'; known are: no others."),
        ("half@byte=3", "'x.byte' is not known to 'half'; known are: event, then."),
        ("slow@event=3", "'x.event' is not known to 'slow'; known are: bytes, ms."),
        ("reset=3", "'x' is 'reset=3', but 'reset' takes no value of its own."),
        ("reset@3", "'x' holds '3', which must be a name and a value: name=value."),
        ("reset;", "'x' holds '', which must be a name and a value: name=value."),
        ("reset@event=1;event=2", "'x' holds 'event' twice."),
        ("reset;kind=drop", "'x' holds 'kind' twice."),
        ("reset;event=1;byte=2", "'x' is at an event or at a byte, not both."),
        ("reset@event=x", "'x.event' must be an integer, and is a string."),
        ("reset@event=1.5", "'x.event' must be an integer, and is a decimal."),
        ("reset@event=-1", "'x.event' is -1, and must be at least 0."),
        ("reset@byte=1000000000001", "'x.byte' is 1000000000001, and must be at most 1000000000000."),
        ("status", "'x.status' is required."),
        ("status=200", "'x.status' is 200, and must be at least 400."),
        ("status=600", "'x.status' is 600, and must be at most 599."),
        ("stall;seconds=601", "'x.seconds' is 601, and must be at most 600.0."),
        ("stall;seconds=1e999", "'x.seconds' must be finite."),
        ("stall;seconds=nan", "'x.seconds' must be a number, and is a string."),
        ("pings;ms=0", "'x.ms' is 0, and must be at least 1."),
        ("garbage;bytes=0", "'x.bytes' is 0, and must be at least 1."),
        ("length;extra=0", "'x.extra' is 0, and must be at least 1."),
        ("slow;bytes=0", "'x.bytes' is 0, and must be at least 1."),
        ("half;then=stop", "'x.then' is 'stop', and must be one of 'drop', 'reset', 'end', 'hang'."),
        ("fuzz=all", "'x.mode' is 'all', and must be one of 'transport', 'sse'."),
        ("content-type=a%0Ab", "'x.value' holds characters that a header cannot carry."),
        ("content-type=", "'x.value' holds characters that a header cannot carry."),
        ({}, "'x.kind' is required."),
        (7, "'x' must be an object, and is an integer."),
        ({"kind": "reset", "events": 3}, "'x.events' is not known to 'reset'; known are: event, byte."),
        ({"kind": "status", "status": 500, "message": "\ud800"}, "'x.message' holds half a character."),
        ({"kind": "stall", "seconds": math.nan}, "'x.seconds' must be finite."),
        ({"kind": "fuzz", "seed": 1.5}, "'x.seed' must be a string, and is a decimal."),
    ],
)
def test_a_fault_that_cannot_be_read_says_what_is_wrong_and_what_is_known(value: object, complaint: str) -> None:
    with pytest.raises(FieldError) as caught:
        Fault.of(Field(value, "x"))

    assert str(caught.value).startswith(complaint)


def test_every_kind_strikes() -> None:
    assert KINDS.keys() == STRIKES.keys()


def test_an_option_that_is_not_given_is_its_default() -> None:
    fault = Fault("stall", Position("event", 1), (("seconds", 2),))

    assert (fault.number("seconds", 9), fault.number("ms", 9), fault.text("then", "drop")) == (2, 9, "drop")
