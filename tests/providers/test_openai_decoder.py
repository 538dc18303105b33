"""However a stream is cut, and whatever shape its events have, the decoder says the same as event by event."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.model import ModelChunk, TextChunk, TextRun
from service.providers.deltas import Deltas
from service.providers.event_stream import EventStreamDecoder
from service.providers.openai_chunks import DONE, decode_chunk
from service.providers.openai_decoder import OpenAIDecoder
from tests.providers.spread import spread


def chunk(delta: object, **others: object) -> bytes:
    document = {"id": "c-1", "choices": [{"index": 0, "delta": delta, "finish_reason": None}], **others}
    return b"data: " + json.dumps(document).encode() + b"\n\n"


def text(words: str) -> bytes:
    return chunk({"content": words})


ROLE = chunk({"role": "assistant", "content": ""})
CALL = chunk({"tool_calls": [{"index": 0, "id": "c", "function": {"name": "f", "arguments": "{}"}}]})
PADDED = [chunk({"content": "x"}, obfuscation="y" * size) for size in range(1, 4)]
PIECES = [
    ROLE, text("a"), text("b"), text('"'), text(""), text("\ud83d"), text("é\n\n"), CALL, *PADDED,
    b": ping\n\n", b"data: {}\r\n\r\n", b"\n", chunk({}, usage={"prompt_tokens": 1, "completion_tokens": 2}),
]  # fmt: skip


def expected(body: bytes) -> Iterator[ModelChunk]:
    deltas = Deltas()
    for event in EventStreamDecoder().feed(body):
        if event == DONE:
            return
        yield from decode_chunk(event, deltas)


def fed(reads: list[bytes]) -> list[ModelChunk]:
    decoder = OpenAIDecoder()
    return spread(one for read in reads if not decoder.done for one in decoder.feed(read))


@settings(derandomize=True, deadline=None, database=None, max_examples=300)
@given(
    st.lists(st.sampled_from(PIECES), max_size=14),
    st.lists(st.floats(0, 1), max_size=4),
    st.sampled_from([b"", b"data: [DONE]\n\n" + text("never")]),
)
def test_it_says_the_same_as_event_by_event(pieces: list[bytes], cuts: list[float], end: bytes) -> None:
    body = b"".join(pieces) + end
    places = [0, *sorted(round(cut * len(body)) for cut in cuts), len(body)]
    reads = [body[start:end] for start, end in pairwise(places)]
    # An empty text is a sign of life when it comes alone, and nothing within a run.
    assert [one for one in fed(reads) if one.__class__.__name__ != "AnswerStart"] == [
        one for one in expected(body) if one.__class__.__name__ != "AnswerStart"
    ]


def test_texts_of_one_read_are_one_run() -> None:
    decoder = OpenAIDecoder()
    whole = b"".join(map(text, "abcdef"))
    assert decoder.feed(whole) == (TextRun(tuple("abcdef")),)
    assert decoder.feed(whole[: len(whole) // 2]) == (TextRun(tuple("abc")),)
    assert decoder.feed(whole[len(whole) // 2 :] + text("g")[:10]) == (TextRun(tuple("def")),)
    assert decoder.feed(text("g")[10:]) == (TextChunk("g"),)


def test_nothing_is_read_behind_the_end() -> None:
    decoder = OpenAIDecoder()
    assert decoder.feed(text("a") + b"data: [DONE]\n\n" + text("b")) == (TextChunk("a"),)
    assert decoder.done


@pytest.mark.parametrize("before", [0, 1, 5])
def test_nothing_is_read_behind_a_failure(before: int) -> None:
    decoder = OpenAIDecoder()
    said = decoder.feed(b"".join([text("a")] * before) + b'data: {"error":{"code":1}}\n\n' + text("b"))
    assert spread(said) == [TextChunk("a")] * before
    assert decoder.failure is not None
    assert decoder.seen
