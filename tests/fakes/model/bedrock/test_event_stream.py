"""The framing, read by AWS's own parser, which checks both checksums."""

import pytest
from botocore.eventstream import EventStreamBuffer

from fakes.event_stream import message

HEADERS: list[dict[str, str]] = [{}, {":event-type": "é"}, {"a": "1", "b": "x" * 32_000}]


@pytest.mark.parametrize("portion", [1, 7, 10**6])
@pytest.mark.parametrize("payload", [b"", b"\0" * 9, bytes(range(256)) * 400])
@pytest.mark.parametrize("headers", HEADERS, ids=["none", "accented", "long"])
def test_a_message_is_read_as_it_was_written(headers: dict[str, str], payload: bytes, portion: int) -> None:
    data = message(headers, payload) * 2
    buffer = EventStreamBuffer()
    read: list[tuple[object, bytes]] = []
    for start in range(0, len(data), portion):
        buffer.add_data(data[start : start + portion])
        read += [(said.headers, said.payload) for said in buffer]
    assert read == [(headers, payload)] * 2
