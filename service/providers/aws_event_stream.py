"""AWS's binary event stream, as Bedrock speaks it, cut into messages as it arrives.

A message is a prelude (its length, its headers' length, a CRC of both), headers, a payload and a CRC of it all.
Source: "Amazon event stream specification" of Smithy; botocore 1.44 reads the same.
"""

from struct import Struct
from typing import Final
from zlib import crc32

from service import upstream_errors
from service.providers.event_stream import MAX_EVENT_BYTES, EventTooLarge

_PRELUDE: Final = Struct(">III")
_CRC: Final = Struct(">I")


class AWSMessages:
    """Bytes in, cut anywhere; complete messages out. Keeps no more than the message that is still arriving."""

    def __init__(self) -> None:
        self._begun = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the messages that these bytes complete, as they came.

        Raises:
            EventTooLarge: the message that is arriving is larger than MAX_EVENT_BYTES.
            UpstreamInvalid: no message begins where one should.
        """
        data = self._begun + data
        messages: list[bytes] = []
        start = 0
        while len(data) - start >= _PRELUDE.size:
            length, _headers, checksum = _PRELUDE.unpack_from(data, start)
            is_message = crc32(data[start : start + 8]) == checksum and length >= _PRELUDE.size + _CRC.size
            if not is_message and not messages:
                raise upstream_errors.UpstreamInvalid(detail=f"no AWS event stream: {data[:200]!r}")
            if is_message and length > MAX_EVENT_BYTES:
                raise EventTooLarge
            # What is behind good messages and is none is told when they are.
            if not is_message or len(data) - start < length:
                break
            messages.append(data[start : start + length])
            start += length
        self._begun = data[start:]
        return messages


def payload_of(message: bytes, kind: bytes) -> bytes | None:
    """Return what an event of this kind carries; None for other messages, and for those that are not whole.

    Args:
        message: as it came.
        kind: the event's type.
    """
    _, size, _ = _PRELUDE.unpack_from(message)
    headers = message[_PRELUDE.size : _PRELUDE.size + size]
    is_event = _header(b":message-type", b"event") in headers and _header(b":event-type", kind) in headers
    if not is_event or crc32(message[: -_CRC.size]) != _CRC.unpack_from(message, len(message) - _CRC.size)[0]:
        return None
    return message[_PRELUDE.size + size : -_CRC.size]


def _header(name: bytes, value: bytes) -> bytes:
    # 7 is the type of a text.
    return b"%c%b\x07%b%b" % (len(name), name, len(value).to_bytes(2, "big"), value)
