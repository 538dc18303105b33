"""The order of writes, seen where they are made: the kernel may join them, so a client cannot tell."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import pytest

from fakes.model import performance
from fakes.model.exchange import Exchange, Outcome
from fakes.model.framing import Framing
from fakes.model.gates import Gates
from fakes.model.outlet import Outlet
from fakes.model.performance import Performance
from fakes.model.played import Played
from fakes.model.reply import Body, Ending, Frame, Reply
from fakes.model.request import Request
from fakes.model.timekeeper import RealTime, Timekeeper, VirtualTime
from tests.fakes.model.raw_client import PATIENCE

pytestmark = pytest.mark.anyio

REQUEST = Request("GET", "/", version="1.0")
HEAD = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"


class Writes(Outlet):
    """An outlet that only remembers."""

    def __init__(self) -> None:
        self.made: list[bytes] = []

    async def write(self, data: bytes) -> None:
        self.made.append(data)

    def write_last(self, data: bytes) -> None:
        self.made.append(data)


class Stage:
    """A performance with everything around it."""

    def __init__(
        self,
        *frames: Frame,
        coalesced: bool = True,
        length: int | None = None,
        then: Ending = "close",
        time: Timekeeper | None = None,
    ) -> None:
        reply = Reply(200, (), Body(iter(frames), length, coalesced, then))
        self.gates = Gates()
        self.writes = Writes()
        self.exchange = Exchange(REQUEST, index=0, model=None)
        played = Played(reply, self.exchange, time or VirtualTime(), self.gates)
        self.performance = Performance(played, Framing.of(reply, REQUEST), self.writes)

    @property
    def record(self) -> tuple[Outcome, int, int]:
        return self.exchange.outcome, self.exchange.events_sent, self.exchange.bytes_sent

    @asynccontextmanager
    async def playing(self) -> AsyncIterator[None]:
        """Play beside the test, and cut it off at the end of it."""
        task = asyncio.create_task(self.performance.run())
        yield
        task.cancel()
        await asyncio.wait([task])


async def played(*frames: Frame, coalesced: bool, length: int | None = None) -> list[bytes]:
    stage = Stage(*frames, coalesced=coalesced, length=length, time=VirtualTime(auto=True))
    await stage.performance.run()
    data = [frame.data for frame in frames if frame.data]
    assert stage.record == ("drained", len(data), len(b"".join(data)))
    return stage.writes.made


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


async def test_frames_leave_when_they_are_due_and_not_before() -> None:
    time = VirtualTime()
    stage = Stage(Frame(1, b"a"), Frame(1, b"b"), Frame(3.5, b"c"), time=time)

    async with stage.playing():
        left = []
        for _ in range(4):
            left.append(b"".join(stage.writes.made))
            await time.advance(1)
    assert left == [b"", HEAD + b"ab", HEAD + b"ab", HEAD + b"ab"]
    assert b"".join(stage.writes.made) == HEAD + b"abc"


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (b"0", [HEAD + b"0"] * 4 + [b"123", b"4"]),
        (b"1", [HEAD + b"0", b"1", b"1", b"1", b"23", b"4"]),
    ],
    ids=["the first", "another"],
)
async def test_a_late_frame_delays_none_of_those_behind_it(late: bytes, expected: list[bytes]) -> None:
    time = VirtualTime()
    stage = Stage(*(Frame(k, b"%d" % k) for k in range(6)), time=time)

    class Slow(Writes):
        async def write(self, data: bytes) -> None:
            await super().write(data)
            if data.endswith(late):
                await time.sleep_until(3.5)

    stage.performance._outlet = slow = Slow()
    async with stage.playing():
        left = []
        for _ in range(6):
            await time.advance(0.75)
            left.append(slow.made[-1])
    # Those that came due while the client was slow leave together, and the next one at its own time.
    assert left == expected


async def test_a_frame_counts_the_events_that_it_holds_and_an_empty_one_none() -> None:
    stage = Stage(Frame(0, b"abc", 3), Frame(0, b"", 7), Frame(0, b"d", 0), Frame(0, b"ef", 2))

    await stage.performance.run()

    assert stage.record == ("drained", 5, 6)


async def test_the_first_event_is_alone_also_behind_bytes_that_are_none() -> None:
    assert await written(Frame(0, b": hello", 0), *now(b"a", b"b", b"c")) == [HEAD + b": hello", b"a", b"bc"]


async def test_a_gate_holds_back_its_frame_and_everything_behind_it_and_nothing_before_it() -> None:
    stage = Stage(*now(b"a", b"b"), Frame(0, b"c", gate="here"), *now(b"d"))

    async with stage.playing():
        await stage.gates.awaited("here", PATIENCE)
        assert (stage.writes.made, stage.record) == ([HEAD + b"a", b"b"], ("running", 2, 2))
        stage.gates.open("here")
        assert await stage.exchange.ended(PATIENCE) == "drained"
    assert stage.writes.made == [HEAD + b"a", b"b", b"cd"]


async def test_a_gate_before_the_first_frame_holds_back_the_status() -> None:
    stage = Stage(Frame(0, b"a", gate="here"))

    async with stage.playing():
        await stage.gates.awaited("here", PATIENCE)
        assert stage.writes.made == []


async def test_an_open_gate_changes_nothing() -> None:
    stage = Stage(*now(b"a", b"b"), Frame(0, b"c", gate="here"))
    stage.gates.open("here")

    await stage.performance.run()

    assert stage.writes.made == [HEAD + b"a", b"bc"]


async def test_time_spent_before_a_gate_is_given_to_all_that_follow() -> None:
    time = VirtualTime()
    stage = Stage(Frame(1, b"a"), Frame(2, b"b", gate="here"), Frame(3, b"c"), Frame(4.5, b"d"), time=time)

    async with stage.playing():
        await time.advance(1)
        assert stage.gates.waiting("here") == 0  # It is not due before its time, however open the gate may be.
        await time.advance(99)
        stage.gates.open("here")
        left = []
        for _ in range(5):
            await time.advance(0.5)
            left.append(b"".join(stage.writes.made).removeprefix(HEAD))
    assert left == [b"ab", b"abc", b"abc", b"abc", b"abcd"]


async def test_a_client_that_leaves_at_a_gate_is_aborted() -> None:
    stage = Stage(Frame(0, b"a", gate="here"))

    async with stage.playing():
        await stage.gates.awaited("here", PATIENCE)
    assert (stage.record, stage.gates.names()) == (("aborted", 0, 0), {})


@pytest.mark.parametrize(("then", "made"), [("hang", [HEAD + b"a"]), ("silence", [])], ids=["hang", "silence"])
async def test_silence_is_from_the_beginning_and_a_hang_from_the_last_frame_on(then: Ending, made: list[bytes]) -> None:
    stage = Stage(*now(b"a"), then=then)

    async with stage.playing():
        await asyncio.wait_for(_rounds(), PATIENCE)
        assert stage.record == ("running", len(made), len(made))
    assert (stage.writes.made, stage.exchange.outcome) == (made, "hung")


def test_an_answer_has_real_time_and_gates_of_its_own_unless_it_is_given_others() -> None:
    first, second = (Played(Reply(200, (), Body(())), Exchange(REQUEST, index=0, model=None)) for _ in range(2))

    assert isinstance(first.time, RealTime)
    assert first.gates is not second.gates


async def written(*frames: Frame) -> list[bytes]:
    stage = Stage(*frames)
    await stage.performance.run()
    return stage.writes.made


async def _rounds() -> None:
    for _ in range(10):
        await asyncio.sleep(0)
