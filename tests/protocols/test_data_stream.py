"""The oracle in ``tests/vectors/v4.json`` is what ai 4.3.19's own server sent for the same scripted models."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from service.answer import Answer
from service.errors import ServiceError, UpstreamError
from service.events import (
    Event,
    Failure,
    FinishReason,
    MessageEnd,
    MessageStart,
    StepEnd,
    StepStart,
    TextDelta,
    TextEnd,
    TextStart,
    Usage,
)
from service.field import JSON
from service.grammar import IllegalEvent
from service.model import FinishChunk, ModelChunk, TextChunk, UsageChunk
from service.protocols.data_stream import DataStream
from service.upstream_errors import UpstreamReset


class Tokens(TypedDict):
    input: int
    output: int


class Act(TypedDict):
    """What the scripted model does next."""

    text: NotRequired[list[str]]
    finish: NotRequired[str]
    usage: NotRequired[Tokens | None]
    error: NotRequired[str]
    throw: NotRequired[str]
    breakStream: NotRequired[str]


class Response(TypedDict):
    headers: dict[str, str]
    body: str
    bodySha256: str


class Scenario(TypedDict):
    steps: list[list[Act]]
    response: Response


_VECTORS = Path(__file__).parent.parent / "vectors" / "v4.json"
SCENARIOS: dict[str, Scenario] = json.loads(_VECTORS.read_text())["scenarios"]
WHOLE = {name: scenario for name, scenario in SCENARIOS.items() if not name.startswith("error-")}
REASONS: dict[str, FinishReason] = {"stop": "stop", "length": "length", "other": "unknown"}

UNKNOWN = '"usage":{"promptTokens":null,"completionTokens":null}'


def chunks_of(scenario: Scenario) -> list[ModelChunk]:
    """Return what the scripted model says until it fails."""
    (step,) = scenario["steps"]
    chunks: list[ModelChunk] = []
    for act in step:
        if act.keys() & {"error", "throw", "breakStream"}:
            break
        chunks += [TextChunk(text) for text in act.get("text", [])]
        if "finish" in act:
            chunks.append(FinishChunk(REASONS[act["finish"]]))
        if tokens := act.get("usage"):
            chunks.append(UsageChunk(Usage(tokens["input"], tokens["output"])))
    return chunks


def body_of(chunks: Iterable[ModelChunk], error: ServiceError | None = None) -> bytes:
    """Return the body of an answer that ends, or fails, after these chunks."""
    answer, protocol = Answer("msg-1"), DataStream()
    body = protocol.encode(answer.open()) + b"".join(protocol.encode(answer.take([chunk])) for chunk in chunks)
    return body + protocol.encode(answer.close() if error is None else answer.fail(error))


# A reader of the format, from the rules that ai 4's own client follows; it shares nothing with the encoder.


class Unreadable(Exception):
    """The client would show an error."""


SHAPES: dict[str, type] = {"0": str, "2": list, "3": str, "d": dict, "e": dict, "f": dict}
MEMBERS = {"d": {"finishReason": str}, "e": {"finishReason": str}, "f": {"messageId": str}}

Part = tuple[str, JSON]


def read_line(line: bytes) -> Part:
    code, colon, text = line.decode().partition(":")
    if not colon or code not in SHAPES:
        raise Unreadable(line)
    value: JSON = json.loads(text)
    if not isinstance(value, SHAPES[code]):
        raise Unreadable(line)
    for name, shape in MEMBERS.get(code, {}).items():
        if not isinstance(value, dict) or not isinstance(value.get(name), shape):
            raise Unreadable(line)
    return code, value


@dataclass
class Client:
    """Collects what the network brings until it ends on a line end; then reads all lines."""

    held: bytes = b""

    def feed(self, received: bytes) -> list[Part]:
        self.held += received
        if not self.held.endswith(b"\n"):
            return []
        lines, self.held = self.held.split(b"\n"), b""
        return [read_line(line) for line in lines if line]


def read(reads: Iterable[bytes]) -> list[Part]:
    client = Client()
    parts = [part for received in reads for part in client.feed(received)]
    assert client.held == b""
    return parts


# The oracle.


@pytest.mark.parametrize("scenario", WHOLE.values(), ids=WHOLE)
def test_an_answers_bytes_are_the_sdks(scenario: Scenario) -> None:
    body = body_of(chunks_of(scenario))
    assert body.decode() == scenario["response"]["body"]
    assert hashlib.sha256(body).hexdigest() == scenario["response"]["bodySha256"]


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_headers_are_the_sdks_and_forbid_buffering(scenario: Scenario) -> None:
    headers = dict(DataStream().headers)
    assert headers == {
        **scenario["response"]["headers"],
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
    }
    assert len(headers) == len(DataStream().headers)


@pytest.mark.parametrize("scenario", WHOLE.values(), ids=WHOLE)
def test_usage_may_come_before_the_finish(scenario: Scenario) -> None:
    chunks = sorted(chunks_of(scenario), key=lambda chunk: isinstance(chunk, FinishChunk))
    assert body_of(chunks).decode() == scenario["response"]["body"]


# Where we differ on purpose.


def test_unlike_the_sdk_a_failed_answer_has_its_step_closed_and_a_code_and_nothing_after_the_error() -> None:
    scenario = SCENARIOS["error-mid-stream"]
    body = body_of(chunks_of(scenario), UpstreamError(detail="upstream exploded: sk-secret")).decode()
    shown, _, unread = scenario["response"]["body"].partition('3:"An error occurred."\n')
    assert unread != ""
    assert body == (
        f'{shown}e:{{"finishReason":"error",{UNKNOWN},"isContinued":false}}\n'
        '2:[{"type":"error","code":"upstream_failed"}]\n'
        '3:"The model provider failed"\n'
    )


def test_unlike_the_sdk_a_broken_upstream_ends_with_a_verdict() -> None:
    scenario = SCENARIOS["error-stream-throws"]
    body = body_of(chunks_of(scenario), UpstreamReset(detail="read ECONNRESET")).decode()
    assert body == (
        f'{scenario["response"]["body"]}e:{{"finishReason":"error",{UNKNOWN},"isContinued":false}}\n'
        '2:[{"type":"error","code":"upstream_reset"}]\n'
        '3:"The connection to the model was lost before the answer was complete"\n'
    )


def test_unlike_the_sdk_there_is_no_stream_that_consists_of_an_error() -> None:
    """Such a failure has a real status instead."""
    scenario = SCENARIOS["error-before-start"]
    assert scenario["response"]["body"] == '3:"An error occurred."\n'
    assert chunks_of(scenario) == []
    with pytest.raises(IllegalEvent):
        Answer("msg-1").fail(UpstreamError())


def test_usage_that_is_known_when_an_answer_fails_is_told() -> None:
    body = body_of([TextChunk("Partial "), UsageChunk(Usage(5, 1))], UpstreamError()).decode()
    assert 'e:{"finishReason":"error","usage":{"promptTokens":5,"completionTokens":1},"isContinued":false}\n' in body


# Every event.

EVENTS: dict[str, tuple[Event, bytes, Sequence[Part]]] = {
    "message start": (MessageStart("msg-1"), b"", []),
    "step start": (StepStart("msg-1"), b'f:{"messageId":"msg-1"}\n', [("f", {"messageId": "msg-1"})]),
    "text start": (TextStart(), b"", []),
    "text": (TextDelta("Hi"), b'0:"Hi"\n', [("0", "Hi")]),
    "text with line ends": (TextDelta("a\r\nb\n"), rb'0:"a\r\nb\n"' + b"\n", [("0", "a\r\nb\n")]),
    "text with colons": (TextDelta('0:"a"'), rb'0:"0:\"a\""' + b"\n", [("0", '0:"a"')]),
    "half an emoji": (TextDelta("\ud83d"), rb'0:"\ud83d"' + b"\n", [("0", "\ud83d")]),
    "text not ASCII": (TextDelta("é😀\u2028"), '0:"é😀\u2028"\n'.encode(), [("0", "é😀\u2028")]),
    "text end": (TextEnd(), b"", []),
    "step end": (
        StepEnd("stop", Usage(3, 4)),
        b'e:{"finishReason":"stop","usage":{"promptTokens":3,"completionTokens":4},"isContinued":false}\n',
        [
            (
                "e",
                {
                    "finishReason": "stop",
                    "usage": {"promptTokens": 3, "completionTokens": 4},
                    "isContinued": False,
                },
            )
        ],
    ),
    "message end": (
        MessageEnd("content-filter", Usage(None, 0)),
        b'd:{"finishReason":"content-filter","usage":{"promptTokens":null,"completionTokens":0}}\n',
        [("d", {"finishReason": "content-filter", "usage": {"promptTokens": None, "completionTokens": 0}})],
    ),
    "failure": (
        Failure("upstream_reset", 'Lost "it"\n'),
        b'2:[{"type":"error","code":"upstream_reset"}]\n3:"Lost \\"it\\"\\n"\n',
        [("2", [{"type": "error", "code": "upstream_reset"}]), ("3", 'Lost "it"\n')],
    ),
}
"""An event, its bytes, and what a client reads in them."""

table = pytest.mark.parametrize(("event", "lines", "parts"), EVENTS.values(), ids=EVENTS)
STREAM = b"".join(lines for _, lines, _ in EVENTS.values())
PARTS = [part for _, _, parts in EVENTS.values() for part in parts]


@table
def test_an_event_is_whole_lines(event: Event, lines: bytes, parts: Sequence[Part]) -> None:
    assert DataStream().encode([event]) == lines
    assert lines.count(b"\n") == len(parts)
    assert lines == b"" or lines.endswith(b"\n")


@table
def test_a_client_reads_what_was_written(event: Event, lines: bytes, parts: Sequence[Part]) -> None:
    assert read([DataStream().encode([event])]) == parts
    assert read(bytes([byte]) for byte in lines) == parts


def test_events_that_are_written_together_are_their_lines_joined() -> None:
    assert DataStream().encode([event for event, _, _ in EVENTS.values()]) == STREAM


def test_nothing_is_no_bytes() -> None:
    assert DataStream().encode([]) == b""


def test_a_client_reads_the_same_wherever_the_network_cuts() -> None:
    for cut in range(len(STREAM) + 1):
        assert read([STREAM[:cut], STREAM[cut:]]) == PARTS, cut


def test_a_client_that_receives_line_by_line_shows_each_at_once() -> None:
    client = Client()
    assert [client.feed(line) for line in STREAM.splitlines(keepends=True)] == [[part] for part in PARTS]


@pytest.mark.parametrize("code", [*range(0x80), 0x85, 0x2028, 0x2029, 0xFEFF, 0xD83D, 0xDE00, 0x1F600])
def test_any_character_stays_on_its_line(code: int) -> None:
    text = f"a{chr(code)}b"
    body = DataStream().encode([TextDelta(text), TextDelta("c")])
    assert [read_line(line) for line in body.removesuffix(b"\n").split(b"\n")] == [("0", text), ("0", "c")]


@pytest.mark.parametrize(
    "line",
    [b"", b"0", b'z:"a"', b'00:"a"', b': "a"', b"0:1", b"2:{}", b"3:null", b'd:"stop"', b"e:{}", b'f:{"messageId":1}'],
)
def test_the_reader_is_no_kinder_than_the_real_client(line: bytes) -> None:
    with pytest.raises(Unreadable):
        read_line(line)
