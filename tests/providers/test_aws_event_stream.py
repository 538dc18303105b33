from zlib import crc32

import pytest
from botocore.eventstream import EventStreamBuffer

from service import upstream_errors
from service.providers.aws_event_stream import AWSMessages, payload_of
from service.providers.event_stream import MAX_EVENT_BYTES, EventTooLarge
from tests.providers.aws_messages import aws_message, bedrock_event, bedrock_exception, bedrock_text

HELLO, YOU = bedrock_text("Hello"), bedrock_text(" you")
DELTA = b"contentBlockDelta"


@pytest.mark.parametrize("size", [1, 7, 12, len(HELLO), len(HELLO) + 1, 1000])
def test_a_message_is_whole_wherever_it_is_cut(size: int) -> None:
    sent = HELLO + YOU + HELLO
    framing = AWSMessages()
    reads = [sent[start : start + size] for start in range(0, len(sent), size)]
    assert [message for read in reads for message in framing.feed(read)] == [HELLO, YOU, HELLO]


def test_botocore_reads_the_same() -> None:
    buffer = EventStreamBuffer()
    buffer.add_data(HELLO + YOU)
    assert [event.payload for event in buffer] == [payload_of(HELLO, DELTA), payload_of(YOU, DELTA)]


def test_what_begins_with_no_message_is_refused() -> None:
    with pytest.raises(upstream_errors.UpstreamInvalid) as refusal:
        AWSMessages().feed(b"<html>\n<p>oops</p></html>")
    assert "<html>" in refusal.value.detail


@pytest.mark.parametrize("length", [b"\0\0\0\x0f", b"\0\0\0\x00"])
def test_a_message_shorter_than_itself_is_none(length: bytes) -> None:
    prelude = length + b"\0\0\0\0"
    with pytest.raises(upstream_errors.UpstreamInvalid):
        AWSMessages().feed(prelude + crc32(prelude).to_bytes(4, "big"))


def test_what_is_whole_before_it_is_given_first() -> None:
    framing = AWSMessages()
    assert framing.feed(HELLO + b"<html>\n<p>oops</p></html>") == [HELLO]
    with pytest.raises(upstream_errors.UpstreamInvalid):
        framing.feed(b"!")


def test_an_endless_message_is_refused() -> None:
    with pytest.raises(EventTooLarge):
        AWSMessages().feed(aws_message(b"x" * MAX_EVENT_BYTES)[:100])


@pytest.mark.parametrize(
    "message",
    [
        bedrock_event("messageStart", role="assistant"),
        bedrock_exception("contentBlockDelta", "no"),
        aws_message(b"{}", event_type="contentBlockDeltas", message_type="event"),
        aws_message(b"{}"),
        HELLO[:-1] + bytes([HELLO[-1] ^ 1]),
        HELLO.replace(b"Hello", b"Jello"),
    ],
    ids=["another event", "an exception", "a longer name", "no headers", "a broken sum", "a broken payload"],
)
def test_only_a_whole_event_of_its_kind_has_the_payload(message: bytes) -> None:
    assert payload_of(message, DELTA) is None
