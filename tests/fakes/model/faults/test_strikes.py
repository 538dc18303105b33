"""What is true of frames before any socket sees them: they are made late, keep their times, and pass their gates."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fakes.model.faults import event_message
from fakes.model.faults.fault import Fault
from fakes.model.faults.kind import KINDS
from fakes.model.faults.scene import Scene
from fakes.model.reply import Body, Frame, Reply
from tests.fakes.model.faults.struck import EXAMPLES, SCENE, struck

HEADERS = (("content-type", "application/x-ndjson"),)
STREAMED = [
    kind for kind in KINDS if kind not in {"status", "html", "silence", "silent-head", "length", "error", "pings"}
]


def endless(made: list[int]) -> Iterator[Frame]:
    for number in itertools.count():
        made.append(number)
        yield Frame(number / 10, b'{"n":%d}\n' % number)


@pytest.mark.parametrize("kind", STREAMED)
def test_frames_are_made_as_they_are_asked_for(kind: str) -> None:
    made: list[int] = []
    place = "@event=3" if KINDS[kind].units else ""
    seconds = ";seconds=1" if kind == "stall" else ""

    reply = struck(Reply(200, HEADERS, Body(endless(made))), f"{kind}{place}{seconds}")
    assert made == []
    list(itertools.islice(reply.body.frames, 3))

    assert 1 <= len(made) <= 5


def test_a_cut_reads_nothing_behind_it() -> None:
    made: list[int] = []

    list(struck(Reply(200, HEADERS, Body(endless(made))), "drop@event=3").body.frames)

    assert made == [0, 1, 2]


@pytest.mark.parametrize(
    ("fault", "dues"),
    [
        ("stall@event=2;seconds=5", [0.0, 0.1, 0.1, 5.1, 5.2, 5.3]),
        ("garbage@event=2", [0.0, 0.1, 0.1, 0.2, 0.3]),
        ("duplicate@event=2", [0.0, 0.1, 0.2, 0.2, 0.3]),
        ("error@event=2", [0.0, 0.1, 0.1]),
        ("pings@event=2;ms=1000", [0.0, 0.1, 0.1, 1.1, 2.1]),
        ("slow;bytes=5;ms=80", [0.0, 0.08, 0.16, 0.24, 0.32]),
        ("slow;bytes=5;ms=10", [0.0, 0.01, 0.1, 0.11, 0.2]),
        ("stall@event=2;seconds=0", [0.0, 0.1, 0.1, 0.1, 0.2]),
    ],
)
def test_what_is_not_at_the_place_keeps_its_time(fault: str, dues: list[float]) -> None:
    frames = struck(Reply(200, HEADERS, Body(endless([]))), fault).body.frames

    assert [frame.due for frame in itertools.islice(frames, len(dues))] == pytest.approx(dues)


@pytest.mark.parametrize(
    "fault",
    [
        *(f"stall@{place};seconds=1" for place in ("event=0", "event=1", "event=2", "byte=3")),
        *(f"garbage@{place}" for place in ("event=0", "event=1", "event=2", "byte=0")),
        *(f"duplicate@event={event}" for event in range(3)),
        "slow",
        "slow;bytes=3",
        "fuzz=transport",
        "fuzz=sse",
    ],
)
def test_every_gate_is_passed_once_and_before_its_bytes(fault: str) -> None:
    frames = (
        Frame(0.0, b"", 0, "first"),
        Frame(0.0, b'{"n":0}\n', 1, "second"),
        Frame(0.0, b'{"n":1}\n{"n":2}\n', 2, "third"),
        Frame(0.0, b"", 0, "last"),
    )

    struck_frames = list(struck(Reply(200, HEADERS, Body(iter(frames))), fault).body.frames)

    assert [frame.gate for frame in struck_frames if frame.gate] == ["first", "second", "third", "last"]
    before = b""
    seen = {}
    for frame in struck_frames:
        if frame.gate:
            seen[frame.gate] = before
        before += frame.data
    assert b'{"n":0}' not in seen["second"]
    assert b'{"n":1}' not in seen["third"]
    assert b'{"n":0}' in seen["third"]
    assert b'{"n":2}' in seen["last"]


def test_a_frame_that_is_due_before_the_one_in_front_of_it_does_not_turn_time_back() -> None:
    frames = (Frame(5.0, b"{}\n"), Frame(0.0, b"", 0, "gate"))

    found = list(struck(Reply(200, HEADERS, Body(frames)), "stall@event=9;seconds=1").body.frames)

    assert found[-1] == Frame(6.0, b"", 0)


def test_a_slow_answer_leaves_in_single_writes_and_counts_its_events_at_their_ends() -> None:
    frames = (Frame(0.0, b"{}\n{}\n", 2), Frame(0.0, b""), Frame(0.0, b"{", 0), Frame(0.0, b"}\n", 1))

    body = struck(Reply(200, HEADERS, Body(frames, coalesced=True)), "slow;bytes=4;ms=1000").body

    assert not body.coalesced
    assert list(body.frames) == [
        Frame(0.0, b"{}\n{", 0),
        Frame(1.0, b"}\n", 2),
        Frame(2.0, b"", 1),
        Frame(2.0, b"{", 0),
        Frame(3.0, b"}\n", 1),
    ]


@pytest.mark.parametrize("events", [0, 1, 2])
def test_a_character_at_the_beginning_of_the_event_at_the_place_is_cut(events: int) -> None:
    lines = (*(b"%d\n" % number for number in range(events)), '"世"\n'.encode())

    found = struck(Reply(200, HEADERS, Body(Frame(0.0, line) for line in lines)), f"utf8@event={events}").body.frames

    assert b"".join(frame.data for frame in found) == b"".join(lines[:events]) + b'"\xe4'


def test_a_checksum_that_looks_like_a_character_is_none() -> None:
    payloads = (b"%d" % number for number in range(10_000))
    message = next(
        found
        for found in (event_message.message("chunk", payload) for payload in payloads)
        if re.search(rb"[\xC2-\xF4][\x80-\xBF]", found[-4:])
    )
    accented = event_message.message("chunk", '"é"'.encode())
    headers = (("content-type", "application/vnd.amazon.eventstream"),)

    reply = struck(Reply(200, headers, Body((Frame(0.0, message), Frame(0.0, accented)))), "utf8")

    cut = (message + accented).index("é".encode()) + 1
    assert b"".join(frame.data for frame in reply.body.frames) == (message + accented)[:cut]


@pytest.mark.parametrize("scene", [replace(SCENE, request_id="req_2"), replace(SCENE, seed="other")])
@pytest.mark.parametrize("fault", ["garbage", "fuzz=sse"])
def test_what_looks_random_follows_from_the_seed_and_the_request(fault: str, scene: Scene) -> None:
    def body(at: Scene) -> bytes:
        return b"".join(frame.data for frame in Fault.parse(fault).strike(EXAMPLES["sse"].reply(), at).body.frames)

    assert body(SCENE) == body(SCENE)
    assert body(SCENE) != body(scene)


@pytest.mark.parametrize("kind", ["stall;seconds=1", "garbage", "duplicate", "slow", "fuzz=sse", "content-type"])
def test_a_fault_that_does_not_end_an_answer_leaves_its_end_as_it_was(kind: str) -> None:
    reply = EXAMPLES["sse"].reply()

    reply = struck(replace(reply, body=replace(reply.body, then="reset")), kind)

    assert reply.body.then == "reset"


@pytest.mark.parametrize(
    ("kind", "keeps"),
    [
        ("stall;seconds=1", True),
        ("stall", True),
        ("drop", True),
        ("half;then=hang", True),
        ("half;then=end", False),
        ("end", False),
        ("garbage", False),
        ("duplicate", False),
        ("pings", False),
        ("error", False),
        ("slow", True),
        ("fuzz=transport", True),
        ("fuzz=sse", False),
    ],
)
def test_a_length_is_announced_only_where_no_clean_end_contradicts_it(kind: str, keeps: bool) -> None:  # noqa: FBT001 - a table's column
    reply = struck(EXAMPLES["sse"].reply(length=123), kind)

    assert reply.body.length == (123 if keeps else None)


def test_two_faults_strike_one_after_the_other() -> None:
    once = struck(EXAMPLES["sse"].reply(), "duplicate@event=1")

    twice = struck(once, "drop@event=3")

    first, second, *_ = EXAMPLES["sse"].events
    assert b"".join(frame.data for frame in twice.body.frames) == first + second + second
