"""Messages of ``application/vnd.amazon.eventstream``.

A message is two lengths and their CRC-32, headers, a payload, and the CRC-32 of everything before (the layout that
botocore.eventstream 1.44 reads).
"""

import struct
import zlib
from collections.abc import Mapping

CONTENT_TYPE = "application/vnd.amazon.eventstream"

PRELUDE = 12
"""The bytes before the headers."""

TRAILER = 4
"""The bytes behind the payload."""

_STRING = 7


def message(headers: Mapping[str, str], payload: bytes) -> bytes:
    """Return a message: its headers are strings, in this order."""
    head = b"".join(_header(name, value) for name, value in headers.items())
    lengths = struct.pack(">II", PRELUDE + len(head) + len(payload) + TRAILER, len(head))
    data = lengths + struct.pack(">I", zlib.crc32(lengths)) + head + payload
    return data + struct.pack(">I", zlib.crc32(data))


def _header(name: str, value: str) -> bytes:
    key, content = name.encode(), value.encode()
    return struct.pack(">B", len(key)) + key + struct.pack(">BH", _STRING, len(content)) + content
