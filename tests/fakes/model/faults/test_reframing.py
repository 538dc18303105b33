import itertools
import re

import pytest

from fakes.model.faults.event_format import format_of
from fakes.model.faults.reframing import Mode, reframed
from fakes.model.faults.tape import Tape
from fakes.model.reply import Body, Frame, Reply
from tests.fakes.model.faults.sse_reader import meaning, parse
from tests.fakes.model.faults.struck import EXAMPLES, struck

SEEDS = [str(seed) for seed in range(150)]
SSE = (("content-type", "text/event-stream"),)


def body_of(reply: Reply) -> bytes:
    return b"".join(frame.data for frame in reply.body.frames)


EVENTS = [
    *EXAMPLES["sse"].events[:-1],
    b"data:  two spaces\ndata:\ndata\ndata:none\n\n",
    b'data: {not json, [at] all}\n\ndata: "a, b"\n\n',
    b': comment of the stream\'s own\n\nevent:x\nunknown: field\ndata: [1,{"a":[]}]\n\n',
    b"retry\n\ndata: [DONE]\n\n",
]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mode", ["transport", "sse"])
def test_every_framing_has_the_same_events(mode: Mode, end: bytes) -> None:
    events = [event.replace(b"\n", end) for event in EVENTS]
    expected = meaning(parse(b"".join(events)))
    assert len(expected) == 9

    written = set()
    for seed in SEEDS:
        reply = Reply(200, SSE, Body(Frame(0.0, event) for event in events))
        body = body_of(reframed(reply, mode, seed))
        assert meaning(parse(body)) == expected
        written.add(body)

    assert len(written) == (1 if mode == "transport" else len(SEEDS))


def test_every_freedom_of_the_format_is_taken() -> None:
    bodies = [body_of(reframed(EXAMPLES["sse"].reply(), "sse", seed)) for seed in SEEDS]
    freedoms = {
        "BOM": rb"\A\xef\xbb\xbf",
        "no BOM": rb"\A[^\xef]",
        "only LF": rb"\A[^\r]*\Z",
        "only CRLF": rb"\A(?:[^\r\n]|\r\n)*\Z",
        "only CR": rb"\A[^\n]*\Z",
        "all of them": rb"(?s)(?=.*[^\r]\n)(?=.*\r\n).*\r[^\n]",
        "a comment between events": rb"(?:\n|\r)(?:\r\n|\n|\r):[^\r\n]*(?:\r\n|\n|\r)(?:\r|\n)",
        "a comment in an event": rb"event:[^\r\n]*[\r\n]+:[^\r\n]*[\r\n]+data:",
        "retry": rb"[\r\n]retry: ?3000[\r\n]",
        "id": rb"[\r\n]id: ?\d+[\r\n]",
        "a space": rb"data: \{",
        "no space": rb"data:\{",
        "broken JSON": rb"[{,:\[](?:\r\n|\n|\r)data:",
    }

    for freedom, sign in freedoms.items():
        assert any(re.search(sign, body) for body in bodies), freedom


def test_a_stream_with_ids_keeps_them() -> None:
    events = [b"id: a\ndata: 1\n\n", b"data: 2\n\n", b"id: b\ndata: 3\n\n", b"data: 4\n\n"]

    for seed in SEEDS:
        reply = Reply(200, SSE, Body(Frame(0.0, event) for event in events))
        found = [last_id for _, _, last_id in parse(body_of(reframed(reply, "sse", seed)))]
        assert found == ["a", "a", "b", "b"]


def test_a_byte_order_mark_of_the_streams_own_is_not_doubled() -> None:
    for seed in SEEDS:
        reply = Reply(200, SSE, Body((Frame(0.0, b"\xef\xbb\xbfdata: 1\n\n"),)))
        assert next(parse(body_of(reframed(reply, "sse", seed))))[:2] == ("message", "1")


def test_what_is_no_whole_event_is_left_alone() -> None:
    for seed in SEEDS:
        reply = Reply(200, SSE, Body((Frame(0.0, b"data: 1\n\ndata: ha"), Frame(0.0, b"lf\n"))))
        assert body_of(reframed(reply, "sse", seed)).endswith(b"data: half\n")


def test_lines_of_json_get_blank_lines_between_them() -> None:
    example = EXAMPLES["ndjson"]
    bodies = [body_of(reframed(example.reply(), "sse", seed)) for seed in SEEDS]

    for body in bodies:
        assert [line + b"\n" for line in body.split(b"\n") if line.strip()] == list(example.events)
    assert any(b"\n\n" in body for body in bodies)
    assert any(b"\n\r\n" in body for body in bodies)


@pytest.mark.parametrize("mode", ["transport", "sse"])
@pytest.mark.parametrize("name", ["aws", "json array"])
def test_where_a_format_leaves_nothing_free_only_the_frames_change(name: str, mode: Mode) -> None:
    for seed in SEEDS:
        assert body_of(reframed(EXAMPLES[name].reply(), mode, seed)) == EXAMPLES[name].body


@pytest.mark.parametrize("mode", ["transport", "sse"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_frames_say_how_many_events_they_complete(name: str, mode: Mode) -> None:
    for seed in SEEDS[:40]:
        frames = list(reframed(EXAMPLES[name].reply(), mode, seed).body.frames)
        form = format_of(EXAMPLES[name].reply())
        assert [frame.events for frame in frames] == [len(form.ends(frame)) for frame in frames]
        assert all(frame.data for frame in frames)


def test_frames_are_cut_anywhere_and_joined() -> None:
    events = [event.replace(b"\n", b"\r\n") for event in EXAMPLES["sse"].events]
    frames = []
    for seed in SEEDS:
        reply = Reply(200, SSE, Body((Frame(0.0, event) for event in events), coalesced=True))
        fuzzed = reframed(reply, "transport", seed)
        assert not fuzzed.body.coalesced
        frames += [(one.data, two.data) for one, two in itertools.pairwise(fuzzed.body.frames)]

    assert any(one.endswith(b"\r") and two.startswith(b"\n") for one, two in frames)
    assert any(one[-1] >= 0xC0 for one, _ in frames)
    assert any(one.count(b"\r\n\r\n") > 1 for one, _ in frames)
    assert any(len(one) == 1 for one, _ in frames)


@pytest.mark.parametrize("mode", ["transport", "sse"])
def test_nothing_is_held_back_for_a_frame_that_is_due_later_or_waits(mode: Mode) -> None:
    events = EXAMPLES["ndjson"].events
    dues = (0.0, 0.1, 0.1, 0.2)
    gates = ("", "", "gate", "")

    for seed in SEEDS:
        frames = (Frame(due, event, 1, gate) for due, event, gate in zip(dues, events, gates, strict=True))
        fuzzed = list(reframed(Reply(200, EXAMPLES["ndjson"].reply().headers, Body(frames)), mode, seed).body.frames)
        for due, last in ((0.0, 0), (0.2, 3)):
            said = b"".join(frame.data for frame in fuzzed if frame.due == due)
            assert said.strip() == events[last].strip()
        at = next(number for number, frame in enumerate(fuzzed) if frame.gate)
        assert b"".join(frame.data for frame in fuzzed[:at]).split() == b"".join(events[:2]).split()


def test_frames_without_bytes_stay_where_they_were() -> None:
    frames = (Frame(0.0, b""), Frame(0.5, b"{}\n"), Frame(1.0, b"", 0, "gate"), Frame(2.0, b"{}\n"))

    for seed in SEEDS:
        reply = reframed(Reply(200, EXAMPLES["ndjson"].reply().headers, Body(frames)), "transport", seed)
        found = list(reply.body.frames)
        assert found[0] == Frame(0.0, b"", 0)
        gate = found.index(Frame(1.0, b"", 0, "gate"))
        assert b"".join(frame.data for frame in found[:gate]) == b"{}\n"
        assert {(frame.due, frame.gate) for frame in found[gate + 1 :]} == {(2.0, "")}


def test_a_frame_that_is_due_before_the_one_in_front_of_it_does_not_turn_time_back() -> None:
    for seed in SEEDS:
        reply = Reply(200, SSE, Body((Frame(5.0, b"data: 1\n\n"), Frame(0.0, b"data: 2\n\n"))))
        assert {frame.due for frame in reframed(reply, "transport", seed).body.frames} == {5.0}


def test_a_large_frame_is_cut_in_one_pass() -> None:
    reply = Reply(200, SSE, Body((Frame(0.0, b"data: " + b"x" * 3_000_000 + b"\n\n"),)))

    frames = list(reframed(reply, "transport", "1").body.frames)

    assert len(frames) > 10_000
    assert sum(len(frame.data) for frame in frames) == 3_000_008


@pytest.mark.parametrize("mode", ["transport", "sse"])
def test_the_framing_follows_from_the_seed(mode: Mode) -> None:
    def fuzzed(seed: str) -> list[Frame]:
        return list(reframed(EXAMPLES["sse"].reply(), mode, seed).body.frames)

    assert fuzzed("a") == fuzzed("a")
    assert fuzzed("a") != fuzzed("b")


def test_a_fault_without_a_seed_takes_the_requests() -> None:
    def fuzzed(fault: str) -> list[Frame]:
        return list(struck(EXAMPLES["sse"].reply(), fault).body.frames)

    assert fuzzed("fuzz=sse") == fuzzed("fuzz=sse")
    assert fuzzed("fuzz") == fuzzed("fuzz=transport")
    assert fuzzed("fuzz=sse") != fuzzed("fuzz=sse;seed=7")
    own = list(reframed(EXAMPLES["sse"].reply(), "sse", "7").body.frames)
    assert fuzzed("fuzz=sse;seed=7") == own


def test_a_tape_of_a_fuzzed_stream_has_the_events_of_the_stream() -> None:
    for seed in SEEDS[:40]:
        reply = reframed(EXAMPLES["sse"].reply(), "sse", seed)
        tape = Tape.of(reply.body.frames, format_of(reply))
        assert sum(frame.events for frame in tape.rest()) == len(EXAMPLES["sse"].events)
