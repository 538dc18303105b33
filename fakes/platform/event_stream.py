"""What Lambda's InvokeWithResponseStream says, as messages of ``application/vnd.amazon.eventstream``."""

import json

from fakes.event_stream import CONTENT_TYPE, message
from fakes.platform.function_error import FunctionError

__all__ = ["CONTENT_TYPE", "invoke_complete", "payload_chunk"]


def payload_chunk(data: bytes) -> bytes:
    """Return the message that carries a part of an answer."""
    return _event("PayloadChunk", "application/octet-stream", data)


def invoke_complete(error: FunctionError | None, log: str) -> bytes:
    """Return the last message of an answer; a log that is empty is left out."""
    document = {"LogResult": log} if log else {}
    if error is not None:
        document |= {"ErrorCode": error.code, "ErrorDetails": error.payload.decode("utf-8", "replace")}
    return _event("InvokeComplete", "application/json", json.dumps(document).encode())


def _event(kind: str, content_type: str, payload: bytes) -> bytes:
    return message({":message-type": "event", ":event-type": kind, ":content-type": content_type}, payload)
