"""The messages of AWS's binary event stream."""

import json
from binascii import crc32
from struct import pack

from service.field import JSON


def aws_message(payload: bytes, **headers: str) -> bytes:
    """Return a message with these headers, whose names begin with a colon and have hyphens."""
    packed = b"".join(
        pack(">B", len(name) + 1) + b":" + name.replace("_", "-").encode() + pack(">BH", 7, len(value)) + value.encode()
        for name, value in headers.items()
    )
    prelude = pack(">II", 16 + len(packed) + len(payload), len(packed))
    message = prelude + pack(">I", crc32(prelude)) + packed + payload
    return message + pack(">I", crc32(message))


def bedrock_event(kind: str, **members: JSON) -> bytes:
    """Return one of Bedrock's events."""
    body = json.dumps(members, separators=(",", ":")).encode()
    return aws_message(body, event_type=kind, content_type="application/json", message_type="event")


def bedrock_delta(delta: JSON) -> bytes:
    """Return a piece of a content block."""
    return bedrock_event("contentBlockDelta", contentBlockIndex=0, delta=delta)


def bedrock_text(text: str) -> bytes:
    """Return a piece of text."""
    return bedrock_delta({"text": text})


def bedrock_exception(kind: str, message: str) -> bytes:
    """Return an exception in mid-stream."""
    return aws_message(json.dumps({"message": message}).encode(), exception_type=kind, message_type="exception")


BEDROCK_CLOSING = (
    bedrock_event("contentBlockStop", contentBlockIndex=0)
    + bedrock_event("messageStop", stopReason="end_turn")
    + bedrock_event(
        "metadata", usage={"inputTokens": 31, "outputTokens": 17, "totalTokens": 48}, metrics={"latencyMs": 1}
    )
)
