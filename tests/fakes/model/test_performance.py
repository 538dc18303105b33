"""The order of writes, seen where they are made: the kernel may join them, so a client cannot tell."""

from collections.abc import Iterable

import pytest

from fakes.model import Journal, performance
from fakes.model.framing import Framing
from fakes.model.outlet import Outlet
from fakes.model.performance import Performance
from fakes.model.reply import Body, Frame, Reply
from fakes.model.request import Request

pytestmark = pytest.mark.anyio

REQUEST = Request("GET", "/", version="1.0")
HEAD = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"


class Writes(Outlet):
    """An outlet that only remembers."""

    def __init__(self) -> None:
        self.made: list[bytes] = []
        self.noted: list[int] = []

    async def write(self, data: bytes) -> None:
        self.made.append(data)

    def write_last(self, data: bytes) -> None:
        self.made.append(data)


async def played(*frames: Frame, coalesced: bool, length: int | None = None) -> list[bytes]:
    reply = Reply(200, (), Body(iter(frames), coalesced=coalesced, length=length))
    exchange = Journal().open(REQUEST, model=None)
    writes = Writes()
    await Performance(reply, Framing.of(reply, REQUEST), writes, exchange).run()
    data = [frame.data for frame in frames if frame.data]
    assert (exchange.outcome, exchange.events_sent, exchange.bytes_sent) == ("drained", len(data), len(b"".join(data)))
    return writes.made


def now(*data: bytes) -> Iterable[Frame]:
    return (Frame(0, part) for part in data)


async def test_coalesced_frames_leave_together_after_the_first() -> None:
    assert await played(*now(b"a", b"b", b"c"), coalesced=True) == [HEAD + b"a", b"bc"]


async def test_coalesced_frames_leave_whenever_a_write_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(performance, "WRITE_SIZE", 2)

    assert await played(*now(*(b"a", b"b", b"c", b"d", b"e")), coalesced=True) == [HEAD + b"a", b"bc", b"de"]


async def test_frames_that_are_not_coalesced_leave_one_by_one_and_the_head_with_the_first() -> None:
    assert await played(*now(b"a", b"b", b"c"), coalesced=False) == [HEAD + b"a", b"b", b"c"]
    assert await played(*now(b"", b"a"), coalesced=False) == [HEAD, b"a"]


async def test_what_is_due_leaves_before_anything_is_waited_for() -> None:
    frames = (*now(b"a", b"b"), Frame(0.01, b"c"), Frame(0.01, b"d"), Frame(0.02, b""))

    assert await played(*frames, coalesced=True) == [HEAD + b"a", b"b", b"cd", b""]


async def test_the_record_is_closed_before_the_end_of_a_large_body_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(performance, "WRITE_SIZE", 2)

    (first, last) = await played(*now(b"abcdef"), coalesced=False)

    assert (first.endswith(b"abcd"), last) == (True, b"ef")


async def test_an_answer_of_nothing_still_has_a_head() -> None:
    assert await played(coalesced=False) == [HEAD]
