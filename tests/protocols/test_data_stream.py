"""Every event as ai 4 reads it, byte for byte; vectors and laws: test_vectors, test_grammar_properties."""

from collections.abc import Mapping

import pytest

from service.events import (
    Abort,
    Annotation,
    Data,
    Event,
    Failure,
    File,
    MessageEnd,
    MessageStart,
    ReasoningDelta,
    ReasoningEnd,
    ReasoningStart,
    RedactedReasoning,
    SourceDocument,
    SourceUrl,
    StepEnd,
    StepStart,
    TextDelta,
    TextDeltas,
    TextEnd,
    TextStart,
)
from service.field import JSON
from service.protocols.data_stream import DataStream
from service.tool_events import (
    ToolApprovalRequest,
    ToolInput,
    ToolInputDelta,
    ToolInputError,
    ToolInputStart,
    ToolOutput,
    ToolOutputDenied,
    ToolOutputError,
)
from service.usage import FinishReason, Usage
from tests.protocols.every_event import EVERY_EVENT

USAGE = '"usage":{"promptTokens":3,"completionTokens":4}'

TABLE: Mapping[str, tuple[Event, str]] = {
    "a message": (MessageStart("msg-1", {"model": "m"}), ""),
    "a step": (StepStart("msg-1"), 'f:{"messageId":"msg-1"}\n'),
    "the end of a step": (StepEnd("stop", Usage(3, 4)), f'e:{{"finishReason":"stop",{USAGE},"isContinued":false}}\n'),
    "the end": (MessageEnd("length", Usage(3, 4), {"a": 1}), f'd:{{"finishReason":"length",{USAGE}}}\n'),
    "unknown usage": (
        MessageEnd("content-filter", Usage(None, 0)),
        'd:{"finishReason":"content-filter","usage":{"promptTokens":null,"completionTokens":0}}\n',
    ),
    "an abort": (Abort(Usage(3, 4)), f'd:{{"finishReason":"unknown",{USAGE}}}\n'),
    "a failure": (Failure("c", 'Lost "it"\n'), '2:[{"type":"error","code":"c"}]\n3:"Lost \\"it\\"\\n"\n'),
    "a text": (TextStart("t"), ""),
    "the end of a text": (TextEnd("t"), ""),
    "words": (TextDelta("t", "Hi"), '0:"Hi"\n'),
    "many words": (
        TextDeltas("t", ('"\n', "\ud83d", "\ude00", ", ")),
        '0:"\\"\\n"\n0:"\\ud83d"\n0:"\\ude00"\n0:", "\n',
    ),
    "line ends": (TextDelta("t", "a\r\nb\n"), '0:"a\\r\\nb\\n"\n'),
    "a part in the text": (TextDelta("t", '3:"a"'), '0:"3:\\"a\\""\n'),
    "escapes": (TextDelta("t", '"\\/\0\x1f\x7f'), '0:"\\"\\\\/\\u0000\\u001f\x7f"\n'),
    "what is not ASCII": (TextDelta("t", "é😀\u2028<"), '0:"é😀\u2028<"\n'),
    "the first half of an emoji": (TextDelta("t", "\ud83d"), '0:"\\ud83d"\n'),
    "the second half of an emoji": (TextDelta("t", "\ude00"), '0:"\\ude00"\n'),
    "thoughts": (ReasoningStart("r"), ""),
    "a thought": (ReasoningDelta("r", "Hm"), 'g:"Hm"\n'),
    "the end of thoughts": (ReasoningEnd("r"), ""),
    "the end of signed thoughts": (ReasoningEnd("r", "anthropic", "s"), 'j:{"signature":"s"}\n'),
    "sealed thoughts": (RedactedReasoning("r", "anthropic", "d"), 'i:{"data":"d"}\n'),
    "a page": (SourceUrl("s", "https://a"), 'h:{"sourceType":"url","id":"s","url":"https://a"}\n'),
    "a page with a title": (
        SourceUrl("s", "https://a", ""),
        'h:{"sourceType":"url","id":"s","url":"https://a","title":""}\n',
    ),
    "a document": (SourceDocument("s", "text/plain", "T"), ""),
    "a file": (File("image/png", "data:image/png;base64,AA=="), 'k:{"mimeType":"image/png","data":"AA=="}\n'),
    "an empty file": (File("text/plain", "data:;base64,"), 'k:{"mimeType":"text/plain","data":""}\n'),
    "a file elsewhere": (
        File("image/png", "https://a/b;base64,c"),
        '2:[{"type":"file","data":{"mediaType":"image/png","url":"https://a/b;base64,c"}}]\n',
    ),
    "a file that is not base64": (
        File("text/plain", "data:,a"),
        '2:[{"type":"file","data":{"mediaType":"text/plain","url":"data:,a"}}]\n',
    ),
    "a file that looks like base64": (
        File("text/plain", "data:,a;base64,b"),
        '2:[{"type":"file","data":{"mediaType":"text/plain","url":"data:,a;base64,b"}}]\n',
    ),
    "a file with a comma too many": (File("a/b", "data:;base64,A,B"), 'k:{"mimeType":"a/b","data":"A,B"}\n'),
    "a file without a beginning": (
        File("text/plain", "data:;base64"),
        '2:[{"type":"file","data":{"mediaType":"text/plain","url":"data:;base64"}}]\n',
    ),
    "data": (Data("plan", None), '2:[{"type":"plan","data":null}]\n'),
    "data with an id": (Data("plan", [1], "", transient=True), '2:[{"type":"plan","id":"","data":[1]}]\n'),
    "a remark": (Annotation({"a": None}), '8:[{"a":null}]\n'),
    "a call": (ToolInputStart("c", "f"), 'b:{"toolCallId":"c","toolName":"f"}\n'),
    "half an emoji in arguments": (
        ToolInputDelta("c", '"\ud83d'),
        'c:{"toolCallId":"c","argsTextDelta":"\\"\\ud83d"}\n',
    ),
    "arguments": (
        ToolInput("c", "f", {"a": [1, None]}),
        '9:{"toolCallId":"c","toolName":"f","args":{"a":[1,null]}}\n',
    ),
    "wrong arguments": (
        ToolInputError("c", "f", {"a": 1}, "No"),
        'a:{"toolCallId":"c","result":{"error":"No"}}\n',
    ),
    "a question": (ToolApprovalRequest("a", "c"), ""),
    "a result": (ToolOutput("c", None), 'a:{"toolCallId":"c","result":null}\n'),
    "a preliminary result": (ToolOutput("c", 1, preliminary=True), ""),
    "a tool that failed": (ToolOutputError("c", "No"), 'a:{"toolCallId":"c","result":{"error":"No"}}\n'),
    "a refused call": (ToolOutputDenied("c", "No"), 'a:{"toolCallId":"c","result":{"error":"No"}}\n'),
}

NOT_ARGUMENTS: tuple[JSON, ...] = ("{", "", 1, 1.5, True, None, [], [{}])
REASONS: tuple[FinishReason, ...] = ("stop", "length", "content-filter", "tool-calls", "error", "unknown")


@pytest.mark.parametrize(("event", "lines"), TABLE.values(), ids=TABLE)
def test_an_event_is_whole_lines(event: Event, lines: str) -> None:
    assert DataStream().encode([event]) == lines.encode()


def test_the_table_holds_every_event() -> None:
    assert {type(event) for event, _ in TABLE.values()} == EVERY_EVENT


@pytest.mark.parametrize("value", NOT_ARGUMENTS, ids=repr)
def test_arguments_are_an_object_whatever_the_model_sent(value: JSON) -> None:
    call = b'9:{"toolCallId":"c","toolName":"f","args":{}}\n'
    assert DataStream().encode([ToolInput("c", "f", value)]) == call


@pytest.mark.parametrize("reason", REASONS)
def test_the_finish_reason_is_told_as_it_is(reason: FinishReason) -> None:
    body = DataStream().encode([StepEnd(reason, Usage()), MessageEnd(reason, Usage())])
    assert body.count(f'"finishReason":"{reason}"'.encode()) == 2


def test_events_that_are_written_together_are_their_lines_joined() -> None:
    events = [event for event, _ in TABLE.values()]
    assert DataStream().encode(events) == "".join(lines for _, lines in TABLE.values()).encode()
    assert DataStream().encode(iter(events)) == DataStream().encode(events)


def test_nothing_is_no_bytes() -> None:
    assert DataStream().encode([]) == b""


@pytest.mark.parametrize("code", [*range(0x80), 0x85, 0x2028, 0x2029, 0xFEFF, 0xD83D, 0xDE00, 0x1F600])
def test_any_character_stays_on_its_line(code: int) -> None:
    assert DataStream().encode([TextDelta("t", f"a{chr(code)}b")]).count(b"\n") == 1


def test_the_headers_name_the_format_and_forbid_buffering() -> None:
    assert DataStream().headers == (
        ("content-type", "text/plain; charset=utf-8"),
        ("x-vercel-ai-data-stream", "v1"),
        ("cache-control", "no-cache, no-transform"),
        ("x-accel-buffering", "no"),
    )
