"""Every form in which an answer is streamed, and how a test that does not trust the fake reads it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from botocore.eventstream import EventStreamBuffer

from fakes.event_stream import message
from tests.fakes.model.determinism.bodies import APIS
from tests.fakes.model.determinism.wish import Wish
from tests.fakes.model.faults.sse_reader import meaning, parse
from tests.fakes.model.raw_client import request_bytes

FAILURE = "status=503;message=no"
"""What is said to have failed, as the options of a fault."""

_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Wire:
    """One form: the API that uses it, how its events are told apart and read, and what only it can say.

    ``ends`` gives the offsets behind every event of a body, ``read`` the events of a whole one. ``failed`` is how
    FAILURE is said as an event of a stream, ``refused`` how it is said instead of an answer. ``apart`` stands between
    garbage and the next event. ``free`` says that it may be written in other ways than the server writes it.
    """

    api: str
    content_type: str
    ends: Callable[[bytes], list[int]]
    read: Callable[[bytes], Sequence[object]]
    failed: object
    refused: object
    ping: bytes
    apart: bytes = b""
    free: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    def asking(self, fault: str = "") -> bytes:
        """The request for a stream, struck by a fault."""
        target, body = APIS[self.api](Wish(text="Hello", stream=True))
        headers = {**self.headers, **({"x-fake-fault": fault} if fault else {})}
        return request_bytes("POST", target, json.dumps(body).encode(), headers)


def _behind(mark: bytes) -> Callable[[bytes], list[int]]:
    return lambda body: [found.end() for found in re.finditer(re.escape(mark), body)]


def _events(body: bytes) -> Sequence[object]:
    return meaning(parse(body))


def _lines(body: bytes) -> Sequence[object]:
    return [json.loads(line) for line in body.splitlines() if line.strip()]


def _elements(body: bytes) -> Sequence[object]:
    elements: list[object] = json.loads(body)
    return elements


def _element_ends(body: bytes) -> list[int]:
    text, at, ends = body.decode(), 0, []
    while "{" in text[at:]:
        _, at = json.JSONDecoder().raw_decode(text, text.index("{", at))
        ends.append(len(text[:at].encode()))
    return ends


def _messages(body: bytes) -> Sequence[object]:
    buffer = EventStreamBuffer()
    buffer.add_data(body)
    return [(said.headers, json.loads(said.payload)) for said in buffer]


def _message_ends(body: bytes) -> list[int]:
    ends = [0]
    while ends[-1] < len(body):
        ends.append(ends[-1] + int.from_bytes(body[ends[-1] : ends[-1] + _LENGTH]))
    return ends[1:]


def _of_type(kind: str, name: str) -> dict[str, str]:
    return {f":{kind}-type": name, ":content-type": "application/json", ":message-type": kind}


_OPENAI = {"error": {"message": "no", "type": "server_error", "param": None, "code": None}}
_ANTHROPIC = {"type": "error", "error": {"type": "api_error", "message": "no"}}
_GOOGLE = {"error": {"code": 503, "message": "no", "status": "UNAVAILABLE"}}

# The columns: API and content type, ends and reader, failures, ping, and what the form leaves free.
WIRES: Mapping[str, Wire] = {
    "SSE": Wire(
        "openai", "text/event-stream; charset=utf-8", _behind(b"\n\n"), _events,
        ("message", _OPENAI), _OPENAI, b": ping\n\n", apart=b"\n\n", free=True,
    ),
    "SSE with names": Wire(
        "anthropic", "text/event-stream; charset=utf-8", _behind(b"\n\n"), _events,
        ("error", _ANTHROPIC), _ANTHROPIC, b'event: ping\ndata: {"type":"ping"}\n\n', apart=b"\n\n", free=True,
        headers={"anthropic-version": "2023-06-01"},
    ),
    "SSE with CRLF": Wire(
        "gemini", "text/event-stream", _behind(b"\r\n\r\n"), _events,
        ("message", _GOOGLE), _GOOGLE, b": ping\n\n", apart=b"\n\n", free=True,
    ),
    "NDJSON": Wire(
        "ollama", "application/x-ndjson", _behind(b"\n"), _lines,
        {"error": "no"}, {"error": "no"}, b"\n", apart=b"\n", free=True,
    ),
    "JSON array": Wire(
        "gemini array", "application/json; charset=UTF-8", _element_ends, _elements,
        _GOOGLE, [_GOOGLE], b"\n",
    ),
    "event stream": Wire(
        "bedrock", "application/vnd.amazon.eventstream", _message_ends, _messages,
        (_of_type("exception", "serviceUnavailableException"), {"message": "no"}), {"message": "no"},
        message(_of_type("event", "ping"), b"{}"),
    ),
}  # fmt: skip
"""By name."""
