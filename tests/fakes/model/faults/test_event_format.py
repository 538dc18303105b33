import json

import pytest

from fakes.model.faults.event_format import format_of
from fakes.model.faults.tape import Tape
from fakes.model.reply import Body, Frame, Reply
from tests.fakes.model.faults.struck import EXAMPLES

SSE = "text/event-stream"
LINES = "application/x-ndjson"
JSON = "application/json"
AWS = "application/vnd.amazon.eventstream"


def split(content_type: str, body: bytes, size: int) -> list[bytes]:
    """The events of a body that comes in frames of ``size`` bytes; the last one is what no event is."""
    frames = [Frame(0.0, body[at : at + size]) for at in range(0, len(body), size)]
    form = format_of(Reply(200, (("content-type", content_type),), Body(())))
    found = [b""]
    for frame in Tape.of(frames, form).rest():
        found[-1] += frame.data
        if frame.events:
            found.append(b"")
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 16, 100_000])
@pytest.mark.parametrize(
    ("content_type", "events"),
    [
        *((example.content_type, [*example.events, b""]) for name, example in EXAMPLES.items() if "json " not in name),
        (JSON, [*EXAMPLES["json array"].events]),
        (JSON, [b'{"a":{"b":[{}]},"c":"}\\\\"}', b"\n"]),
        (JSON, [b' [[{}],{"a":{}}', b",{}", b"]"]),
        (JSON, [b'"a string {} \\" {}"']),
        (SSE, [b"\xef\xbb\xbfdata: a\n\n", b"\xef\xbb\xbfdata: b\n\ndata: c\n\n", b""]),
        (SSE, [b"data: a\ndata: b\n\n", b"data\n\n", b"data:\n\n", b"data: half"]),
        (SSE, [b": comment\n\ndata: a\n\n", b"event: none\n\nretry: 1\n\nid: 2\ndata: b\n\n", b": last\n\n"]),
        (SSE, [b"database: a\n\ndata: b\n\n", b"\n\n"]),
        (LINES, [b"{}\n", b"\n \n{}\r\n", b"{}"]),
        (AWS, [b"\0\0\0\5a", b"\0\0\0\0b", b"\0\0"]),
    ],
)
def test_events_end_where_their_format_says_however_the_frames_are_cut(
    content_type: str, events: list[bytes], size: int
) -> None:
    assert split(content_type, b"".join(events), size) == events


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 100])
@pytest.mark.parametrize(
    "body", [b"data: a\r\rdata: b\r\r\ndata: c\r\r", b"data: a\r\n\r\ndata: b\r\n\r\ndata: c\r\n\r\n"]
)
def test_a_carriage_return_ends_a_line_before_it_is_known_what_follows(body: bytes, size: int) -> None:
    found = split(SSE, body, size)

    assert [part.strip() for part in found] == [b"data: a", b"data: b", b"data: c", b""]
    assert b"".join(found) == body


def test_a_frame_without_bytes_does_not_stand_between_a_carriage_return_and_its_line_feed() -> None:
    form = format_of(Reply(200, (("content-type", SSE),), Body(())))

    assert [form.ends(Frame(0.0, data)) for data in (b"data: a\r", b"", b"\n\r\n")] == [[], (), [3]]


@pytest.mark.parametrize(
    ("headers", "events"),
    [
        ((("Content-Type", "Text/Event-Stream ; charset=utf-8"),), 2),
        ((("content-type", "application/jsonl"),), 1),
        ((("content-type", "application/ndjson"),), 1),
        ((("content-type", "text/plain"),), 7),
        ((), 7),
    ],
)
def test_the_format_follows_from_the_content_type(headers: tuple[tuple[str, str], ...], events: int) -> None:
    reply = Reply(200, headers, Body((Frame(0.0, b"data: a\n\ndata: b\n\n" if events == 2 else b"{}\n", 7),)))

    form = format_of(reply)
    found = list(Tape.of(reply.body.frames, form).rest())

    assert len(found) == (events if events < 7 else 1)
    assert all(frame.events == 1 for frame in found)


def test_the_text_of_a_message_is_its_payload() -> None:
    example = EXAMPLES["aws"]
    form = format_of(example.reply())

    for number, event in enumerate(example.events):
        start, stop = form.text(event)
        assert json.loads(event[start:stop])["n"] == number
    assert form.text(b"\0\0\0\5a") == (5, 5)


@pytest.mark.parametrize("content_type", [SSE, LINES, JSON, AWS, "text/plain"])
def test_frames_without_bytes_hold_no_event_and_keep_their_gates(content_type: str) -> None:
    form = format_of(Reply(200, (("content-type", content_type),), Body(())))
    frames = [Frame(1.0, b"", 1, "a"), Frame(2.0, b"")]

    assert list(Tape.of(frames, form).rest()) == [Frame(1.0, b"", 0, "a"), Frame(2.0, b"", 0)]


def test_the_first_event_of_a_frame_waits_at_its_gate_for_the_others() -> None:
    form = format_of(Reply(200, (("content-type", LINES),), Body(())))

    found = list(Tape.of([Frame(1.0, b"{}\n{}\n{", 2, "a")], form).rest())

    assert found == [Frame(1.0, b"{}\n", 1, "a"), Frame(1.0, b"{}\n", 1), Frame(1.0, b"{", 0)]
