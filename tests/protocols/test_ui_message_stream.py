"""Every event as every generation of clients reads it, byte for byte; vectors and laws stand beside it."""

from collections.abc import Iterable, Mapping

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
from service.protocols.ui_message_stream import Sdk, UIMessageStream
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

ALIKE: Mapping[str, tuple[Event, str]] = {
    "a message": (MessageStart("msg-1"), '{"type":"start","messageId":"msg-1"}'),
    "a message with metadata": (
        MessageStart("msg-1", {"model": "m"}),
        '{"type":"start","messageMetadata":{"model":"m"},"messageId":"msg-1"}',
    ),
    "a message with metadata that is empty": (
        MessageStart("msg-1", {}),
        '{"type":"start","messageMetadata":{},"messageId":"msg-1"}',
    ),
    "a step": (StepStart("msg-1"), '{"type":"start-step"}'),
    "the end of a step": (StepEnd("stop", Usage(3, 4)), '{"type":"finish-step"}'),
    "a text": (TextStart("t"), '{"type":"text-start","id":"t"}'),
    "the end of a text": (TextEnd("t"), '{"type":"text-end","id":"t"}'),
    "words": (TextDelta("t", "Hi"), '{"type":"text-delta","id":"t","delta":"Hi"}'),
    "line ends": (TextDelta("t", "a\r\nb\n\n"), r'{"type":"text-delta","id":"t","delta":"a\r\nb\n\n"}'),
    "an event in the text": (
        TextDelta("t", "data: [DONE]\n\n"),
        r'{"type":"text-delta","id":"t","delta":"data: [DONE]\n\n"}',
    ),
    "escapes": (
        TextDelta("t", '"\\/\0\x1f\x7f'),
        '{"type":"text-delta","id":"t","delta":"\\"\\\\/\\u0000\\u001f\x7f"}',
    ),
    "what is not ASCII": (TextDelta("t", "é😀\u2028<"), '{"type":"text-delta","id":"t","delta":"é😀\u2028<"}'),
    "the first half of an emoji": (TextDelta("t", "\ud83d"), r'{"type":"text-delta","id":"t","delta":"\ud83d"}'),
    "the second half of an emoji": (TextDelta("t", "\ude00"), r'{"type":"text-delta","id":"t","delta":"\ude00"}'),
    "a key in a text": (TextDelta("t", '"__proto__":1'), r'{"type":"text-delta","id":"t","delta":"\"__proto__\":1"}'),
    "thoughts": (ReasoningStart("r"), '{"type":"reasoning-start","id":"r"}'),
    "a thought": (ReasoningDelta("r", "Hm"), '{"type":"reasoning-delta","id":"r","delta":"Hm"}'),
    "the end of thoughts": (ReasoningEnd("r"), '{"type":"reasoning-end","id":"r"}'),
    "the end of signed thoughts": (
        ReasoningEnd("r", "anthropic", "s"),
        '{"type":"reasoning-end","id":"r","providerMetadata":{"anthropic":{"signature":"s"}}}',
    ),
    "a page": (SourceUrl("s", "https://a"), '{"type":"source-url","sourceId":"s","url":"https://a"}'),
    "a page with a title": (
        SourceUrl("s", "https://a", ""),
        '{"type":"source-url","sourceId":"s","url":"https://a","title":""}',
    ),
    "a document": (
        SourceDocument("s", "text/plain", "T"),
        '{"type":"source-document","sourceId":"s","mediaType":"text/plain","title":"T"}',
    ),
    "a document with a file name": (
        SourceDocument("s", "text/plain", "T", "t.txt"),
        '{"type":"source-document","sourceId":"s","mediaType":"text/plain","title":"T","filename":"t.txt"}',
    ),
    "a file": (File("image/png", "data:,"), '{"type":"file","mediaType":"image/png","url":"data:,"}'),
    "data": (Data("plan", None), '{"type":"data-plan","data":null}'),
    "data with an id": (Data("plan", [1], "1"), '{"type":"data-plan","id":"1","data":[1]}'),
    "data in passing": (Data("plan", 1, "", transient=True), '{"type":"data-plan","id":"","data":1,"transient":true}'),
    "a remark": (Annotation({"a": None}), '{"type":"message-metadata","messageMetadata":{"a":null}}'),
    "a call": (ToolInputStart("c", "f"), '{"type":"tool-input-start","toolCallId":"c","toolName":"f"}'),
    "half an emoji in arguments": (
        ToolInputDelta("c", '"\ud83d'),
        r'{"type":"tool-input-delta","toolCallId":"c","inputTextDelta":"\"\ud83d"}',
    ),
    "arguments": (
        ToolInput("c", "f", {"a": [1, None]}),
        '{"type":"tool-input-available","toolCallId":"c","toolName":"f","input":{"a":[1,null]}}',
    ),
    "a result": (ToolOutput("c", None), '{"type":"tool-output-available","toolCallId":"c","output":null}'),
    "a tool that failed": (
        ToolOutputError("c", "No"),
        '{"type":"tool-output-error","toolCallId":"c","errorText":"No"}',
    ),
}
"""What every client understands."""

SEALED = (
    '{"type":"reasoning-start","id":"r","providerMetadata":{"anthropic":{"redactedData":"d"}}}',
    '{"type":"reasoning-end","id":"r"}',
)
FAILED = '{"type":"data-error","data":{"code":"c"},"transient":true}', '{"type":"error","errorText":"No"}', "[DONE]"
CALL = '"toolCallId":"c","toolName":"f","input":"{"'
WRONG = f'{{"type":"tool-input-error",{CALL},"errorText":"No"}}'
NO = '{"type":"tool-output-error","toolCallId":"c","errorText":"No"}'
DENIED = '{"type":"tool-output-denied","toolCallId":"c"}'
QUESTION = '{"type":"tool-approval-request","approvalId":"a","toolCallId":"c"}'
SO_FAR = '{"type":"tool-output-available","toolCallId":"c","output":1,"preliminary":true}'

MANY = ('"\n', "\ud83d", "\ude00", ", ")
MANY_WRITTEN = (r"\"\n", r"\ud83d", r"\ude00", ", ")
DELTA = r'{{"type":"text-delta","id":"\ud83d\"","delta":"{}"}}'

Chunks = tuple[str, ...]

APART: Mapping[str, tuple[Event, Chunks, Chunks, Chunks, Chunks]] = {
    "sealed thoughts": (RedactedReasoning("r", "anthropic", "d"), SEALED, SEALED, SEALED, SEALED),
    "a failure": (Failure("c", "No"), FAILED, FAILED, FAILED, FAILED),
    "an abort": (Abort(Usage(1, 1)), *(('{"type":"abort"}', "[DONE]"),) * 4),
    "wrong arguments": (
        ToolInputError("c", "f", "{", "No"),
        (NO,),
        (WRONG, NO),
        (WRONG, NO),
        (WRONG,),
    ),
    "many words": (TextDeltas('\ud83d"', MANY), *(tuple(map(DELTA.format, MANY_WRITTEN)),) * 4),
    "a refused call": (ToolOutputDenied("c", "No"), (NO,), (NO,), (DENIED,), (DENIED,)),
    "a question": (ToolApprovalRequest("a", "c"), (), (), (QUESTION,), (QUESTION,)),
    "a preliminary result": (ToolOutput("c", 1, preliminary=True), (), (SO_FAR,), (SO_FAR,), (SO_FAR,)),
    "the end": (
        MessageEnd("stop", Usage(3, 4)),
        ('{"type":"finish"}', "[DONE]"),
        *(('{"type":"finish","finishReason":"stop"}', "[DONE]"),) * 3,
    ),
    "the end with metadata": (
        MessageEnd("stop", Usage(), {"a": 1}),
        ('{"type":"finish","messageMetadata":{"a":1}}', "[DONE]"),
        *(('{"type":"finish","finishReason":"stop","messageMetadata":{"a":1}}', "[DONE]"),) * 3,
    ),
}
"""What is told in several chunks, or not to every client alike: to 5.0.0, 5, 6 and 7."""

REASONS: Mapping[FinishReason, str] = {
    "stop": "stop",
    "length": "length",
    "content-filter": "content-filter",
    "tool-calls": "tool-calls",
    "error": "error",
    "unknown": "other",
}

every_sdk = pytest.mark.parametrize("sdk", Sdk, ids=lambda sdk: sdk.name)


def stream(chunks: Iterable[str]) -> bytes:
    return "".join(f"data: {chunk}\n\n" for chunk in chunks).encode()


@every_sdk
@pytest.mark.parametrize(("event", "chunk"), ALIKE.values(), ids=ALIKE)
def test_an_event_is_one_chunk_for_every_client(event: Event, chunk: str, sdk: Sdk) -> None:
    assert UIMessageStream(sdk).encode([event]) == stream([chunk])


@pytest.mark.parametrize(
    ("event", "sdk", "chunks"),
    [
        pytest.param(event, sdk, chunks[place], id=f"{name}-{sdk.name}")
        for name, (event, *chunks) in APART.items()
        for place, sdk in enumerate(Sdk)
    ],
)
def test_an_event_is_said_in_words_that_the_client_knows(event: Event, sdk: Sdk, chunks: Chunks) -> None:
    assert UIMessageStream(sdk).encode([event]) == stream(chunks)


@pytest.mark.parametrize(("reason", "told"), REASONS.items())
@pytest.mark.parametrize("sdk", [Sdk.V5, Sdk.V6, Sdk.V7], ids=lambda sdk: sdk.name)
def test_the_finish_reason_is_one_that_every_client_takes(reason: FinishReason, told: str, sdk: Sdk) -> None:
    finish = stream([f'{{"type":"finish","finishReason":"{told}"}}', "[DONE]"])
    assert UIMessageStream(sdk).encode([MessageEnd(reason, Usage())]) == finish


def test_the_tables_hold_every_event() -> None:
    assert {type(row[0]) for row in (*ALIKE.values(), *APART.values())} == EVERY_EVENT


@every_sdk
def test_events_that_are_written_together_are_their_chunks_joined(sdk: Sdk) -> None:
    rows: list[tuple[Event, *tuple[object, ...]]] = [*ALIKE.values(), *APART.values()]
    events = [row[0] for row in rows]
    assert UIMessageStream(sdk).encode(events) == b"".join(UIMessageStream(sdk).encode([event]) for event in events)
    assert UIMessageStream(sdk).encode(iter(events)) == UIMessageStream(sdk).encode(events)


def test_nothing_is_no_bytes() -> None:
    assert UIMessageStream().encode([]) == b""


def test_a_client_that_did_not_say_is_taken_for_the_oldest() -> None:
    end = [MessageEnd("stop", Usage())]
    assert UIMessageStream().encode(end) == UIMessageStream(Sdk.ANY).encode(end) != UIMessageStream(Sdk.V5).encode(end)


def test_the_headers_name_the_format_and_forbid_buffering() -> None:
    assert UIMessageStream().headers == (
        ("content-type", "text/event-stream"),
        ("x-vercel-ai-ui-message-stream", "v1"),
        ("cache-control", "no-cache, no-transform"),
        ("x-accel-buffering", "no"),
    )


def test_what_is_no_event_is_refused() -> None:
    with pytest.raises(TypeError, match="no chunk for object"):
        UIMessageStream().encode([object()])  # type: ignore[list-item]  # it is the point
