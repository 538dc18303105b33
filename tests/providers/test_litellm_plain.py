"""Texts read by us: litellm's own parser, asked for the same, must say the same, and forget it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from service.field import JSON
from service.model import ModelChunk, ReasoningChunk, TextChunk
from service.providers.litellm_chunks import ParsedChunks
from service.providers.litellm_plain import Plain, in_anthropic, in_bedrock, in_gemini, in_ollama, in_openai
from tests.providers.asking import LITELLMS_WARNINGS
from tests.providers.litellms_streams import bedrocks_decoder, stream_of

pytestmark = [pytest.mark.usefixtures("litellm"), *LITELLMS_WARNINGS]

Document = dict[str, JSON]


def anthropic(**delta: JSON) -> Document:
    return {"type": "content_block_delta", "index": 0, "delta": delta}


def gemini(*parts: JSON, **others: JSON) -> Document:
    candidate: Document = {"content": {"parts": [*parts], "role": "model"}, "index": 0}
    counts: JSON = {"promptTokenCount": 1, "totalTokenCount": 1}
    return {"candidates": [candidate | others], "usageMetadata": counts, "modelVersion": "m", "responseId": "r"}


def openai(**delta: JSON) -> Document:
    choice: JSON = {"index": 0, "delta": delta, "finish_reason": None}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


def ollama(content: JSON, **members: JSON) -> Document:
    message: JSON = {"role": "assistant", "content": content, **members}
    return {"model": "m", "created_at": "t", "message": message, "done": False}


def bedrock(**delta: JSON) -> Document:
    return {"contentBlockIndex": 0, "delta": delta, "p": "abc"}


def anthropics() -> tuple[Any, Plain]:
    return stream_of("anthropic"), in_anthropic


def geminis() -> tuple[Any, Plain]:
    return stream_of("gemini"), in_gemini


def mistrals() -> tuple[Any, Plain]:
    return stream_of("mistral"), in_openai


def ollamas() -> tuple[Any, Plain]:
    stream = stream_of("ollama")
    return stream, in_ollama(stream)


def ollamas_thinking() -> tuple[Any, Plain]:
    stream, plain = ollamas()
    stream.started_reasoning_content = True
    return stream, plain


def bedrocks() -> tuple[Any, Plain]:
    decoder = bedrocks_decoder()
    return decoder, in_bedrock(decoder)


def bedrocks_thinking() -> tuple[Any, Plain]:
    decoder, plain = bedrocks()
    decoder._thinking_ran = True
    return decoder, plain


Made = Callable[[], tuple[Any, Plain]]

THOUGHT: JSON = {"text": "hm", "thought": True}

PLAIN: dict[str, tuple[Made, Document, ModelChunk]] = {
    "anthropic": (anthropics, anthropic(type="text_delta", text="Hi "), TextChunk("Hi ")),
    "anthropic thinks": (anthropics, anthropic(type="thinking_delta", thinking="hm"), ReasoningChunk("hm")),
    "gemini": (geminis, gemini({"text": "Hi "}), TextChunk("Hi ")),
    "gemini thinks": (geminis, gemini(THOUGHT), ReasoningChunk("hm")),
    "mistral": (mistrals, openai(content="Hi "), TextChunk("Hi ")),
    "mistral, with its role": (mistrals, openai(role="assistant", content="Hi "), TextChunk("Hi ")),
    "mistral thinks": (mistrals, openai(content="", reasoning_content="hm"), ReasoningChunk("hm")),
    "ollama": (ollamas, ollama("Hi "), TextChunk("Hi ")),
    "ollama thinks": (ollamas_thinking, ollama("", thinking="hm"), ReasoningChunk("hm")),
    "bedrock": (bedrocks, bedrock(text="Hi "), TextChunk("Hi ")),
    "bedrock thinks": (bedrocks_thinking, bedrock(reasoningContent={"text": "hm"}), ReasoningChunk("hm")),
}


def parsed(stream: Any, document: Document) -> tuple[ModelChunk, ...]:  # noqa: ANN401 - litellm's
    return ParsedChunks().read(stream.chunk_parser(deepcopy(document)))


@pytest.mark.parametrize(("make", "document", "chunk"), PLAIN.values(), ids=PLAIN)
def test_litellms_parser_says_the_same(make: Made, document: Document, chunk: ModelChunk) -> None:
    stream, plain = make()
    assert plain(document) == chunk
    assert parsed(stream, document) == (chunk,)


@pytest.mark.parametrize(("make", "document", "chunk"), PLAIN.values(), ids=PLAIN)
def test_what_its_parser_remembers_of_it_changes_no_other_chunk(
    make: Made, document: Document, chunk: ModelChunk
) -> None:
    stream, _ = make()
    first = parsed(stream, document)
    assert [parsed(stream, document), parsed(stream, document)] == [first, first] == [(chunk,), (chunk,)]


OTHERS: dict[str, tuple[Made, Document]] = {
    "anthropic, another event": (anthropics, {"type": "ping"}),
    "anthropic, no delta": (anthropics, {"type": "content_block_delta", "delta": None}),
    "anthropic, arguments": (anthropics, anthropic(type="input_json_delta", partial_json="{")),
    "anthropic, a signature": (anthropics, anthropic(type="signature_delta", signature="s")),
    "anthropic, a thought with a signature": (
        anthropics,
        anthropic(type="thinking_delta", thinking="h", signature="s"),
    ),
    "anthropic, an empty thought": (anthropics, anthropic(type="thinking_delta", thinking="")),
    "anthropic, no text": (anthropics, anthropic(type="text_delta", text=None)),
    "gemini, two parts": (geminis, gemini({"text": "a"}, {"text": "b"})),
    "gemini, the end": (geminis, gemini({"text": "a"}, finishReason="STOP")),
    "gemini, sources": (geminis, gemini({"text": "a"}, groundingMetadata={})),
    "gemini, a signature": (geminis, gemini({"text": "a", "thoughtSignature": "s"})),
    "gemini, a thought with a signature": (geminis, gemini({"text": "a", "thought": True, "thoughtSignature": "s"})),
    "gemini, no thought": (geminis, gemini({"text": "a", "thought": False})),
    "gemini, a call": (geminis, gemini({"functionCall": {"name": "a"}})),
    "gemini, a sound": (geminis, gemini({"text": "data:audio/wav;base64,AAAA"})),
    "gemini, feedback": (geminis, {**gemini({"text": "a"}), "promptFeedback": {}}),
    "gemini, an error": (geminis, {"error": {"code": 429}}),
    "mistral, pieces": (mistrals, openai(content=[{"type": "text", "text": "a"}])),
    "mistral, a call": (mistrals, openai(content="", tool_calls=[])),
    "mistral, text and thoughts": (mistrals, openai(content="a", reasoning_content="b")),
    "mistral, nothing": (mistrals, openai()),
    "mistral, the end": (mistrals, {"choices": [{"delta": {"content": "a"}, "finish_reason": "stop"}]}),
    "mistral, counts": (mistrals, {**openai(content="a"), "usage": {"prompt_tokens": 1}}),
    "mistral, sources": (mistrals, {**openai(content="a"), "citations": ["https://a.test"]}),
    "mistral, an error": (mistrals, {**openai(content="a"), "error": {}}),
    "mistral, two choices": (mistrals, {"choices": [{"delta": {"content": "a"}}, {}]}),
    "mistral, no choices": (mistrals, {"choices": []}),
    "ollama, the end": (ollamas, {**ollama("a"), "done": True}),
    "ollama, more": (ollamas, {**ollama("a"), "done_reason": "stop"}),
    "ollama, no message": (ollamas, {**ollama("a"), "message": None}),
    "ollama, a call": (ollamas, ollama("", tool_calls=[])),
    "ollama, no text": (ollamas, ollama(None)),
    "ollama, thoughts in the text": (ollamas, ollama("<think>")),
    "ollama, the end of thoughts in the text": (ollamas, ollama("</think>")),
    "ollama, the first thought": (ollamas, ollama("", thinking="a")),
    "ollama, the first text behind thoughts": (ollamas_thinking, ollama("a")),
    "ollama, text and thoughts": (ollamas_thinking, ollama("a", thinking="b")),
    "bedrock, arguments": (bedrocks, bedrock(toolUse={"input": "{"})),
    "bedrock, the first thought": (bedrocks, bedrock(reasoningContent={"text": "a"})),
    "bedrock, a signature": (bedrocks_thinking, bedrock(reasoningContent={"signature": "a"})),
    "bedrock, a thought with a signature": (
        bedrocks_thinking,
        bedrock(reasoningContent={"text": "a", "signature": "b"}),
    ),
    "bedrock, an empty thought": (bedrocks_thinking, bedrock(reasoningContent={"text": ""})),
}


@pytest.mark.parametrize(("make", "document"), OTHERS.values(), ids=OTHERS)
def test_everything_else_is_left_to_litellm(make: Made, document: Document) -> None:
    assert make()[1](document) is None


def test_behind_ollamas_thoughts_texts_are_plain_again() -> None:
    stream, plain = ollamas_thinking()
    assert plain(ollama("a")) is None
    assert parsed(stream, ollama("a")) == (TextChunk("a"),)
    assert plain(ollama("b")) == TextChunk("b")
    assert parsed(stream, ollama("b")) == (TextChunk("b"),)
