import sys
from collections.abc import Iterable

import pytest

from service.providers import event_stream
from service.providers.event_stream import MAX_EVENT_BYTES, EventStreamDecoder, EventTooLarge

BOM = b"\xef\xbb\xbf"

CASES = {
    "nothing": (b"", []),
    "one event": (b"data: a\n\n", [b"a"]),
    "two events": (b"data: a\n\ndata: b\n\n", [b"a", b"b"]),
    "LF": (b"data: a\ndata: b\n\n", [b"a\nb"]),
    "CRLF": (b"data: a\r\ndata: b\r\n\r\n", [b"a\nb"]),
    "CR": (b"data: a\rdata: b\r\r", [b"a\nb"]),
    "mixed line ends": (b"data: a\r\ndata: b\rdata: c\n\r\n", [b"a\nb\nc"]),
    "CR, then CRLF": (b"data: a\r\r\ndata: b\n\n", [b"a", b"b"]),
    "LF, then CR": (b"data: a\n\rdata: b\n\n", [b"a", b"b"]),
    "CR is no part of a value": (b"data: a\rb\n\n", [b"a"]),
    "BOM": (BOM + b"data: a\n\n", [b"a"]),
    "only the first BOM is one": (BOM + BOM + b"data: a\n\ndata: b\n\n", [b"b"]),
    "a BOM later is a field's name": (b"data: a\n\n" + BOM + b"data: b\n\n", [b"a"]),
    "begins like a BOM": (b"\xef\xbb\ndata: a\n\n", [b"a"]),
    "begins like a BOM, by one byte": (b"\xef\ndata: a\n\n", [b"a"]),
    "BOM alone": (BOM, []),
    "half a BOM alone": (BOM[:2], []),
    "BOM in a value": (b"data: " + BOM + b"\n\n", [BOM]),
    "comments": (b": hello\ndata: a\n:\n: b\n\n:\n\n", [b"a"]),
    "a comment that looks like data": (b":data: a\n\n", []),
    "data without a colon": (b"data\n\n", [b""]),
    "two empty lines of data": (b"data\ndata\n\n", [b"\n"]),
    "data with nothing behind the colon": (b"data:\n\n", [b""]),
    "data without a blank": (b"data:a\n\n", [b"a"]),
    "only one blank is dropped": (b"data:  a \n\n", [b" a "]),
    "a tab is no blank": (b"data:\ta\n\n", [b"\ta"]),
    "a colon in the value": (b"data: a: b\n\n", [b"a: b"]),
    "many lines": (b"data: a\ndata\ndata:\ndata: b\n\n", [b"a\n\n\nb"]),
    "other fields": (b"event: message\nid: 1\nretry: 10\ndata: a\nx: y\nnonsense\n\n", [b"a"]),
    "fields that only look like data": (b"Data: a\ndatax: b\n data: c\ndata : d\n\n", []),
    "no data, no event": (b"event: ping\n\n", []),
    "empty lines": (b"\n\r\n\r\n\n\n\r\rdata: a\n\n\n\n", [b"a"]),
    "unterminated line": (b"data: a\n\ndata: b", [b"a"]),
    "unterminated event": (b"data: a\n\ndata: b\n", [b"a"]),
    "DONE": (b'data: {}\n\ndata: [DONE]\n\ndata: "on"\n\n', [b"{}", b"[DONE]", b'"on"']),
    "bytes, not text": (b"data: \xff\x00\xe2\x82\n\n", [b"\xff\x00\xe2\x82"]),
    "other separators are none": (
        b"data: a\x0b\x0c\x1c\xc2\x85\xe2\x80\xa8b\n\n",
        [b"a\x0b\x0c\x1c\xc2\x85\xe2\x80\xa8b"],
    ),
    "nothing behind a CR": (b"data: a\r\n\r", [b"a"]),
}
"""The bytes of a stream, and the data of its events."""


def decode(reads: Iterable[bytes]) -> list[bytes]:
    decoder = EventStreamDecoder()
    return [event for data in reads for event in decoder.feed(data)]


table = pytest.mark.parametrize(("stream", "events"), CASES.values(), ids=CASES)


@table
def test_a_stream_is_its_events(stream: bytes, events: list[bytes]) -> None:
    assert decode([stream]) == events


@table
def test_a_stream_may_arrive_byte_by_byte(stream: bytes, events: list[bytes]) -> None:
    assert decode(bytes([byte]) for byte in stream) == events


@table
def test_a_stream_may_arrive_in_any_two_parts(stream: bytes, events: list[bytes]) -> None:
    for cut in range(len(stream) + 1):
        assert decode([stream[:cut], stream[cut:]]) == events, cut


@table
def test_a_read_may_be_empty(stream: bytes, events: list[bytes]) -> None:
    for cut in range(len(stream) + 1):
        assert decode([b"", stream[:cut], b"", b"", stream[cut:], b""]) == events, cut


@pytest.mark.parametrize("stream", [b"data: a\n\n", b"data: a\r\n\r\n", b"data: a\r\r", BOM + b"data: a\r\r\n"])
def test_an_event_is_there_as_soon_as_its_empty_line_is(stream: bytes) -> None:
    decoder = EventStreamDecoder()
    shortest = stream.removesuffix(b"\r\n") + b"\r" if stream.endswith(b"\r\n") else stream
    assert decoder.feed(shortest[:-1]) == []
    assert decoder.feed(shortest[-1:]) == [b"a"]


ENDLESS = {
    "one line of data": b"data: " + b"x" * 1000,
    "one comment": b":" + b"x" * 1000,
    "no line at all": b"x" * 1000,
    "lines of data": b"data: " + b"x" * 1000 + b"\n",
    "empty lines of data": b"data:\n" * 100,
    "data without a colon": b"data\n" * 100,
}


def feed_until_too_large(decoder: EventStreamDecoder, piece: bytes) -> int:
    fed = 0
    while fed <= 2 * event_stream.MAX_EVENT_BYTES:
        fed += len(piece)
        try:
            assert decoder.feed(piece) == []
        except EventTooLarge:
            return fed
    raise AssertionError("it took them all")


@pytest.mark.parametrize("piece", ENDLESS.values(), ids=ENDLESS)
def test_an_event_without_end_is_too_large(piece: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_EVENT_BYTES", 100_000)
    fed = feed_until_too_large(EventStreamDecoder(), piece)
    assert 100_000 < fed <= 100_000 + 2 * len(piece)


def test_the_largest_event_is_eight_megabytes() -> None:
    assert MAX_EVENT_BYTES == 8 * 1024 * 1024


@pytest.mark.parametrize("spare", [0, 1])
def test_an_event_up_to_the_limit_is_read(spare: int, monkeypatch: pytest.MonkeyPatch) -> None:
    line = b"data: " + b"x" * 94
    monkeypatch.setattr(event_stream, "MAX_EVENT_BYTES", len(line) + spare)
    decoder = EventStreamDecoder()
    assert decoder.feed(line) == []
    assert decoder.feed(b"\n\n") == [b"x" * 94]


def test_a_byte_more_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    line = b"data: " + b"x" * 94
    monkeypatch.setattr(event_stream, "MAX_EVENT_BYTES", len(line) - 1)
    with pytest.raises(EventTooLarge):
        EventStreamDecoder().feed(line)


def test_lines_and_the_line_that_arrives_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_EVENT_BYTES", 100)
    decoder = EventStreamDecoder()
    assert decoder.feed(b"data: " + b"x" * 60 + b"\n") == []
    with pytest.raises(EventTooLarge):
        decoder.feed(b"data: " + b"x" * 60)


def test_events_that_are_over_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_EVENT_BYTES", 100)
    decoder = EventStreamDecoder()
    for _ in range(100):
        assert decoder.feed(b"data: " + b"x" * 60 + b"\n\n: passed over\n") == [b"x" * 60]


def test_fields_that_are_passed_over_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_EVENT_BYTES", 100)
    decoder = EventStreamDecoder()
    for _ in range(100):
        assert decoder.feed(b"id: " + b"x" * 60 + b"\n") == []


def held(decoder: EventStreamDecoder) -> int:
    kept = (getattr(decoder, name) for name in decoder.__slots__)
    return sum(
        sum(map(len, value)) if isinstance(value, list) else len(value) for value in kept if hasattr(value, "__len__")
    )


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
def test_what_is_over_is_not_kept(end: bytes) -> None:
    decoder = EventStreamDecoder()
    for _ in range(1000):
        decoder.feed(b": comment" + end + b"id: 7" + end + b"data: " + b"x" * 50 + end + end)
        assert held(decoder) == 0
    decoder.feed(b"data: 12345" + end + b"data: 678")
    assert held(decoder) == len(b"12345" + b"data: 678")
    assert sys.getsizeof(decoder) < 200
