import json

import pytest

from service import upstream_errors
from service.model import (
    AnswerStart,
    FileChunk,
    FinishChunk,
    ModelChunk,
    ReasoningChunk,
    SourceChunk,
    TextChunk,
    ToolCallChunk,
    UsageChunk,
)
from service.providers.deltas import Deltas
from service.providers.openai_chunks import DONE, decode_chunk, finish_reason
from service.usage import FinishReason, Usage

START = (AnswerStart(),)


def decode(data: bytes) -> tuple[ModelChunk, ...]:
    return decode_chunk(data, Deltas())


ENVELOPE = '{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":null,'

CHUNKS: dict[str, tuple[str, tuple[ModelChunk, ...]]] = {
    "role": (
        ENVELOPE + '"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}',
        START,
    ),
    "content": (
        ENVELOPE
        + '"choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"usage":null}',
        (TextChunk("Hi"),),
    ),
    "role and content": ('{"choices":[{"delta":{"role":"assistant","content":"Hi"}}]}', (TextChunk("Hi"),)),
    "finish": (
        ENVELOPE + '"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}',
        (FinishChunk("stop"),),
    ),
    "usage": (
        ENVELOPE + '"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}',
        (UsageChunk(Usage(3, 2)),),
    ),
    "everything at once": (
        '{"choices":[{"delta":{"content":"Hi"},"finish_reason":"length"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}',
        (TextChunk("Hi"), FinishChunk("length"), UsageChunk(Usage(3, 2))),
    ),
    "blank content": ('{"choices":[{"delta":{"content":" \\n"}}]}', (TextChunk(" \n"),)),
    "empty content": ('{"choices":[{"delta":{"content":""}}]}', START),
    "null content": ('{"choices":[{"delta":{"content":null}}]}', START),
    "lone surrogate": ('{"choices":[{"delta":{"content":"\\ud83d"}}]}', (TextChunk("\ud83d"),)),
    "escaped NUL": ('{"choices":[{"delta":{"content":"\\u0000"}}]}', (TextChunk("\0"),)),
    "BOM in front": ('\ufeff{"choices":[{"delta":{"content":"Hi"}}]}', (TextChunk("Hi"),)),
    "the first of several choices": (
        '{"choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"b"},"finish_reason":"stop"}]}',
        (TextChunk("a"),),
    ),
    "tool call": ('{"choices":[{"delta":{"tool_calls":[{"index":0}]},"finish_reason":null}]}', START),
    "reasoning": ('{"choices":[{"delta":{"content":null,"reasoning_content":"hm"}}]}', (ReasoningChunk("hm"),)),
    "thoughts, text, calls, sources, files, in this order": (
        (
            '{"choices":[{"delta":{"images":[{"image_url":{"url":"https://e.com/a.png"}}],'
            '"annotations":[{"type":"url_citation","url_citation":{"url":"https://a.test"}}],'
            '"tool_calls":[{"index":0,"id":"c","function":{"name":"look","arguments":"{}"}}],'
            '"content":"Hi","reasoning":"hm"},"finish_reason":"stop"}],"citations":["https://b.test"]}'
        ),
        (
            ReasoningChunk("hm"),
            TextChunk("Hi"),
            ToolCallChunk(0, "c", "look", "{}"),
            SourceChunk("https://a.test"),
            FileChunk("image/*", "https://e.com/a.png"),
            SourceChunk("https://b.test"),
            FinishChunk("stop"),
        ),
    ),
    "Azure's prompt filter": ('{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}', START),
    "empty finish reason": ('{"choices":[{"delta":{"content":"Hi"},"finish_reason":""}]}', (TextChunk("Hi"),)),
    "finish reason of another type": ('{"choices":[{"delta":{},"finish_reason":1}]}', START),
    "empty object": ("{}", START),
    "keep-alive": ('{"type":"ping"}', START),
    "no delta": ('{"choices":[{"index":0}]}', START),
    "null delta": ('{"choices":[{"delta":null}]}', START),
    "delta of another type": ('{"choices":[{"delta":"Hi"}]}', START),
    "content of another type": ('{"choices":[{"delta":{"content":["Hi"]}}]}', START),
    "choice of another type": ('{"choices":["Hi"]}', START),
    "null choice": ('{"choices":[null]}', START),
    "choices of another type": ('{"choices":{"0":{"delta":{"content":"Hi"}}}}', START),
    "null choices": ('{"choices":null}', START),
    "null usage": ('{"choices":[],"usage":null}', START),
    "empty usage": ('{"choices":[],"usage":{}}', START),
    "usage of another type": ('{"choices":[],"usage":5}', START),
    "half a usage": ('{"usage":{"completion_tokens":2}}', (UsageChunk(Usage(None, 2)),)),
    "no count in the usage": ('{"usage":{"total_tokens":5}}', (UsageChunk(Usage()),)),
    "counts of other types": ('{"usage":{"prompt_tokens":"3","completion_tokens":2.5}}', (UsageChunk(Usage()),)),
    "counts that are no counts": ('{"usage":{"prompt_tokens":true,"completion_tokens":null}}', (UsageChunk(Usage()),)),
    "counts of zero": ('{"usage":{"prompt_tokens":0,"completion_tokens":0}}', (UsageChunk(Usage(0, 0)),)),
    "null error": ('{"error":null,"choices":[{"delta":{"content":"Hi"}}]}', (TextChunk("Hi"),)),
    "empty error": ('{"error":{},"choices":[{"delta":{"content":"Hi"}}]}', (TextChunk("Hi"),)),
}
"""An event's data, and what it says."""


@pytest.mark.parametrize(("data", "chunks"), CHUNKS.values(), ids=CHUNKS)
def test_a_chunk_says_what_an_answer_needs(data: str, chunks: tuple[ModelChunk, ...]) -> None:
    assert decode(data.encode()) == chunks


@pytest.mark.parametrize(("data", "chunks"), CHUNKS.values(), ids=CHUNKS)
def test_counts_are_integers_and_not_booleans(data: str, chunks: tuple[ModelChunk, ...]) -> None:
    """Equality alone would not tell True from 1."""
    usages = [chunk.usage for chunk in decode(data.encode()) if isinstance(chunk, UsageChunk)]
    counts = [count for usage in usages for count in (usage.prompt_tokens, usage.completion_tokens)]
    assert {type(count) for count in counts} <= {int, type(None)}


def test_arrival_itself_is_seen() -> None:
    assert all(decode(data.encode()) for data, _ in CHUNKS.values())


def test_done_is_no_chunk() -> None:
    assert DONE == b"[DONE]"
    with pytest.raises(upstream_errors.UpstreamInvalid):
        decode(DONE)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("stop", "stop"),
        ("length", "length"),
        ("content_filter", "content-filter"),
        ("tool_calls", "tool-calls"),
        ("function_call", "tool-calls"),
        ("eos", "unknown"),
        ("STOP", "unknown"),
        ("error", "unknown"),
    ],
)
def test_a_finish_reason_has_our_name(name: str, reason: FinishReason) -> None:
    assert finish_reason(name, refused=False) == reason
    data = json.dumps({"choices": [{"delta": {}, "finish_reason": name}]}).encode()
    assert decode(data) == (FinishChunk(reason),)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("stop", "content-filter"),
        ("length", "length"),
        ("content_filter", "content-filter"),
        ("tool_calls", "tool-calls"),
        ("eos", "unknown"),
    ],
)
def test_a_model_that_declines_has_not_just_stopped(name: str, reason: FinishReason) -> None:
    assert finish_reason(name, refused=True) == reason


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"Hi",
        b"<html>",
        b"null",
        b"1",
        b'"text"',
        b"[]",
        b'[{"choices":[]}]',
        b'{"choices":',
        b'{"choices":[]}{}',
        b"{'choices':[]}",
        b'{"choices":NaN}',
        b'{"error":Infinity}',
        b'{"error":{"code":1e999}}',
        b"\xff\xfe",
        b'{"choices":[{"delta":{"content":"\xff"}}]}',
        b'{"a":' + b"[" * 100_000,
    ],
)
def test_garbage_is_no_answer(data: bytes) -> None:
    with pytest.raises(upstream_errors.UpstreamInvalid) as raised:
        decode(data)
    assert raised.value.message == upstream_errors.UpstreamInvalid.sentence
    assert repr(data[:200]) in raised.value.detail
    assert len(raised.value.detail) < 1000
