"""A message of ``application/vnd.amazon.eventstream``, as a fault sees it: something to add, and where its text is."""

import struct

from fakes.event_stream import PRELUDE, TRAILER
from fakes.event_stream import message as framed


def message(event_type: str, payload: bytes) -> bytes:
    """Return an event with a JSON payload."""
    headers = {":event-type": event_type, ":content-type": "application/json", ":message-type": "event"}
    return framed(headers, payload)


def payload_span(event: bytes) -> tuple[int, int]:
    """Return where the payload of a message begins and ends; nothing where the message is not whole."""
    if len(event) < PRELUDE + TRAILER:
        return len(event), len(event)
    (headers,) = struct.unpack_from(">I", event, 4)
    return PRELUDE + headers, len(event) - TRAILER
