"""What can be said inside a stream without being content: that it lives, and that it breaks.

=============================================  ================  =====================================================
the response's head says                       it lives          it breaks
=============================================  ================  =====================================================
``x-vercel-ai-data-stream: v1``                ``2:[]``          a data part with the code, then the error part
``x-vercel-ai-ui-message-stream: v1``          an SSE comment    a data part with the code, then the error part and
                                                                 ``[DONE]``
``content-type: text/event-stream``            an SSE comment    an event named ``error`` with ``{"code", "error"}``
=============================================  ================  =====================================================
"""

import json
from collections.abc import Callable

from msgspec import Struct

_COMMENT = b": ping\n\n"
_EVENT_STREAM = "text/event-stream"


class Dialect(Struct, frozen=True):
    """How one format says it.

    Attributes:
        boundary: ends a part of the stream; only behind one may something of another origin stand.
        heartbeat: read by every proxy on the way as a sign of life, and by clients as nothing.
        error: from a stable code and a sentence for people to the bytes that tell them.
    """

    boundary: bytes
    heartbeat: bytes
    error: Callable[[str, str], bytes]

    def fits(self, tail: bytes) -> bool:
        """Whether something may follow these last bytes of the stream."""
        return not tail or tail.replace(b"\r\n", b"\n").endswith(self.boundary)


def dialect_of(head: str | Callable[[str], str | None]) -> Dialect | None:
    """Return how to speak in a stream.

    Args:
        head: the stream's content type, or what looks a header up by its lower-case name.
    """
    if isinstance(head, str):
        return _SERVER_SENT_EVENTS if _is_event_stream(head) else None
    if head("x-vercel-ai-data-stream") == "v1":
        return _DATA_STREAM
    if head("x-vercel-ai-ui-message-stream") == "v1":
        return _UI_MESSAGE_STREAM
    return _SERVER_SENT_EVENTS if _is_event_stream(head("content-type") or "") else None


def _is_event_stream(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == _EVENT_STREAM


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _data_stream_error(code: str, message: str) -> bytes:
    return f"2:{_json([{'type': 'error', 'code': code}])}\n3:{_json(message)}\n".encode()


def _ui_message_stream_error(code: str, message: str) -> bytes:
    data = _json({"type": "data-error", "data": {"code": code}, "transient": True})
    return f"data: {data}\n\ndata: {_json({'type': 'error', 'errorText': message})}\n\ndata: [DONE]\n\n".encode()


def _server_sent_error(code: str, message: str) -> bytes:
    return f"event: error\ndata: {_json({'code': code, 'error': message})}\n\n".encode()


_DATA_STREAM = Dialect(b"\n", b"2:[]\n", _data_stream_error)
_UI_MESSAGE_STREAM = Dialect(b"\n\n", _COMMENT, _ui_message_stream_error)
_SERVER_SENT_EVENTS = Dialect(b"\n\n", _COMMENT, _server_sent_error)
