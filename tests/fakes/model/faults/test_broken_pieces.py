"""What is cut in two: an event, and a character."""

import pytest

from tests.fakes.model.faults.struck import EXAMPLES, struck
from tests.fakes.model.faults.watched import ENDS, STREAMS, play

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("then", "outcome"), ENDS)
@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("event", range(4))
async def test_an_event_is_cut_in_its_middle(name: str, event: int, then: str, outcome: str) -> None:
    events = EXAMPLES[name].events
    expected = b"".join(events[:event]) + events[event][: len(events[event]) // 2]

    body, exchange = await play(
        lambda: struck(EXAMPLES[name].reply(), f"half@event={event}{then}"), len(expected), outcome
    )

    assert body == expected
    assert (exchange.events_sent, exchange.bytes_sent) == (event, len(expected))


async def test_half_of_what_stands_behind_the_last_event_is_nothing() -> None:
    body, _ = await play(lambda: struck(EXAMPLES["sse"].reply(), "half@event=9"), 0, "dropped")

    assert body == EXAMPLES["sse"].body


def characters(name: str) -> list[tuple[str, int]]:
    """Places, and how many bytes come when the body is cut in the first character at or behind them."""
    example = EXAMPLES[name]
    first, second, third = (example.body.index(sign.encode()) for sign in ("ü", "ß", "世"))
    start = len(b"".join(example.events[:1]))
    return [
        ("event=0", first + 1),
        ("event=1", third + 1),
        ("event=3", len(example.body)),
        ("byte=0", first + 1),
        (f"byte={first}", first + 1),
        (f"byte={first + 1}", second + 1),
        (f"byte={second + 1}", third + 1),
        (f"byte={start}", third + 1),
        (f"byte={third + 1}", example.body.index("界".encode()) + 1),
        (f"byte={len(example.body) - 3}", len(example.body)),
    ]


@pytest.mark.parametrize(("then", "outcome"), ENDS)
@pytest.mark.parametrize(
    ("name", "place", "size"),
    [pytest.param(name, *case, id=f"{name}-{case[0]}") for name in STREAMS for case in characters(name)],
)
async def test_a_character_is_cut_behind_its_first_byte(
    name: str, place: str, size: int, then: str, outcome: str
) -> None:
    body, _ = await play(lambda: struck(EXAMPLES[name].reply(), f"utf8@{place}{then}"), size, outcome)

    assert body == EXAMPLES[name].body[:size]
