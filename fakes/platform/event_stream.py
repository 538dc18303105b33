"""The framing of ``application/vnd.amazon.eventstream``."""

import json
import struct
import zlib

from fakes.platform.function_error import FunctionError

CONTENT_TYPE = "application/vnd.amazon.eventstream"

_STRING = 7


def payload_chunk(data: bytes) -> bytes:
    """Return the message that carries a part of an answer."""
    return _message("PayloadChunk", "application/octet-stream", data)


def invoke_complete(error: FunctionError | None, log: str) -> bytes:
    """Return the last message of an answer; a log that is empty is left out."""
    document = {"LogResult": log} if log else {}
    if error is not None:
        document |= {"ErrorCode": error.code, "ErrorDetails": error.payload.decode("utf-8", "replace")}
    return _message("InvokeComplete", "application/json", json.dumps(document).encode())


def _message(kind: str, content_type: str, payload: bytes) -> bytes:
    headers = b"".join(
        _header(name, value)
        for name, value in ((":message-type", "event"), (":event-type", kind), (":content-type", content_type))
    )
    # Two lengths and their checksum before the headers, a checksum of everything behind the payload.
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    head = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers
    return head + payload + struct.pack(">I", zlib.crc32(payload, zlib.crc32(head)))


def _header(name: str, value: str) -> bytes:
    key, content = name.encode(), value.encode()
    return struct.pack(">B", len(key)) + key + struct.pack(">BH", _STRING, len(content)) + content
