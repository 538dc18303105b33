"""What is read by us and what by litellm's parsers, in one answer, where the provider has a way of its own."""

import base64

import pytest

from service.model import (
    AnswerStart,
    FinishChunk,
    ModelChunk,
    ReasoningChunk,
    SignatureChunk,
    TextChunk,
    ToolCallChunk,
    UsageChunk,
)
from service.providers.event_stream import EventStreamDecoder
from service.providers.litellm_decoder import LitellmDecoder
from service.providers.litellm_plain import in_gemini, in_ollama, in_openai
from service.providers.litellm_readers import DocumentReader, MessageReader
from service.usage import Usage
from tests.providers.asking import BEDROCK, GEMINI, LITELLMS_WARNINGS, MISTRAL
from tests.providers.aws_messages import (
    BEDROCK_CLOSING,
    aws_message,
    bedrock_delta,
    bedrock_event,
    bedrock_text,
)
from tests.providers.dialects import OPENAI_DONE, OPENAI_USAGE, gemini_text, openai_delta, openai_finish
from tests.providers.lanes import Lanes, reasons_of, text_of, usages_of
from tests.providers.litellms_streams import bedrocks_decoder, stream_of
from tests.providers.openai_answers import REFUSALS
from tests.providers.spread import spread

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]


def said(chunks: list[ModelChunk]) -> list[ModelChunk]:
    return [chunk for chunk in chunks if not isinstance(chunk, AnswerStart | UsageChunk)]


BEDROCKS: dict[str, tuple[bytes, list[ModelChunk]]] = {
    "a text": (bedrock_text("Hi ") + bedrock_text("you"), [TextChunk("Hi "), TextChunk("you")]),
    "thoughts": (
        bedrock_delta({"reasoningContent": {"text": "hm "}})
        + bedrock_delta({"reasoningContent": {"text": "mm"}})
        + bedrock_delta({"reasoningContent": {"signature": "sig"}})
        + bedrock_text("Hi"),
        [ReasoningChunk("hm "), ReasoningChunk("mm"), SignatureChunk("anthropic", "sig"), TextChunk("Hi")],
    ),
    "calls": (
        bedrock_event("contentBlockStart", contentBlockIndex=0, start={"toolUse": {"toolUseId": "a", "name": "look"}})
        + bedrock_delta({"toolUse": {"input": '{"x"'}})
        + bedrock_delta({"toolUse": {"input": ":1}"}})
        + bedrock_event("contentBlockStop", contentBlockIndex=0),
        [
            ToolCallChunk(0, "a", "look", ""),
            ToolCallChunk(0, None, None, '{"x"'),
            ToolCallChunk(0, None, None, ":1}"),
        ],
    ),
    "an event from the future": (bedrock_text("Hi") + bedrock_event("mood", good=True), [TextChunk("Hi")]),
}


@pytest.mark.parametrize(("sent", "chunks"), BEDROCKS.values(), ids=BEDROCKS)
async def test_bedrocks_answer(sent: bytes, chunks: list[ModelChunk], lanes: Lanes) -> None:
    outcome = await lanes.ask(BEDROCK, bedrock_event("messageStart", role="assistant"), sent, BEDROCK_CLOSING)
    assert (said(outcome.chunks), outcome.failure) == ([*chunks, FinishChunk("stop")], None)
    assert usages_of(outcome.chunks) == [Usage(31, 17)]


@pytest.mark.parametrize("cut", range(1, len(BEDROCK_CLOSING), 40))
async def test_bedrocks_answer_without_its_end_has_none(cut: int, lanes: Lanes) -> None:
    outcome = await lanes.ask(BEDROCK, bedrock_text("Hi"), BEDROCK_CLOSING[:cut])
    ended = BEDROCK_CLOSING[:cut].count(b"stopReason") and cut > BEDROCK_CLOSING.index(b"end_turn") + 14
    assert (text_of(outcome.chunks), reasons_of(outcome.chunks)) == ("Hi", ["stop"] if ended else [])


async def test_magistrals_thoughts_come_in_pieces_of_its_content(lanes: Lanes) -> None:
    outcome = await lanes.ask(
        MISTRAL,
        openai_delta(role="assistant", content=""),
        openai_delta(content=[{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]),
        openai_delta(content=[{"type": "text", "text": "Hi "}]),
        openai_delta(content="you"),
        openai_finish("stop"),
        OPENAI_USAGE,
        OPENAI_DONE,
    )
    assert (said(outcome.chunks), outcome.failure) == (
        [ReasoningChunk("hm"), TextChunk("Hi "), TextChunk("you"), FinishChunk("stop")],
        None,
    )
    assert usages_of(outcome.chunks) == [Usage(31, 17)]


@pytest.mark.usefixtures("litellm")
@pytest.mark.parametrize("provider", ["mistral", "xai", "fireworks_ai"])
@pytest.mark.parametrize(("sent", "chunks"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_in_openais_way_is_text(provider: str, sent: bytes, chunks: list[ModelChunk]) -> None:
    decoder = LitellmDecoder(EventStreamDecoder().feed, DocumentReader(stream_of(provider), in_openai))
    decoded = [*decoder.feed(sent), *decoder.end()]
    assert said(spread(decoded)) == chunks


async def test_what_gemini_counted_with_its_last_text_counts_where_the_end_has_no_count(lanes: Lanes) -> None:
    end = b'data: {"candidates":[{"content":{"parts":[{"text":""}]},"finishReason":"STOP"}]}\n\n'
    outcome = await lanes.ask(GEMINI, gemini_text("Hi"), gemini_text("!"), end)
    assert reasons_of(outcome.chunks) == ["stop"]
    assert usages_of(outcome.chunks) == [Usage(31, 17)]


def read(reader: DocumentReader | MessageReader, *events: bytes) -> list[ModelChunk]:
    return [chunk for event in events for chunk in reader.read(event)] + [*reader.end()]


def ollama_line(content: str, *, done: bool = False, message: str = "", **counts: int) -> bytes:
    end = f',"done_reason":"stop",{",".join(f"{name!r}:{count}" for name, count in counts.items())}' if done else ""
    said = f'{{"role":"assistant","content":"{content}"{message}}}'
    line = f'{{"model":"m","created_at":"t","message":{said},"done":{str(done).lower()}{end}}}'
    return line.replace("'", '"').encode()


def ollamas(*events: bytes) -> list[ModelChunk]:
    stream = stream_of("ollama")
    return read(DocumentReader(stream, in_ollama(stream)), *events)


OLLAMA_END = ollama_line("", done=True, prompt_eval_count=31, eval_count=17)
ENDED = [FinishChunk("stop"), UsageChunk(Usage(31, 17))]


@pytest.mark.usefixtures("litellm")
def test_ollama_thinks_before_it_talks() -> None:
    thoughts = [ollama_line("", message=',"thinking":"hm"')] * 3
    assert ollamas(*thoughts, ollama_line("Hi "), ollama_line("you"), OLLAMA_END) == [
        *[ReasoningChunk("hm")] * 3,
        TextChunk("Hi "),
        TextChunk("you"),
        AnswerStart(),
        *ENDED,
    ]


@pytest.mark.usefixtures("litellm")
def test_a_thought_in_ollamas_text_is_one_for_as_long_as_litellm_takes_it_for_one() -> None:
    lines = [ollama_line(text) for text in ("<think>hm ", "</think>Hi ", "you")]
    assert said(ollamas(*lines, OLLAMA_END)) == [
        ReasoningChunk("hm "),
        TextChunk("Hi "),
        TextChunk("you"),
        FinishChunk("stop"),
    ]


@pytest.mark.usefixtures("litellm")
def test_ollamas_calls_come_whole() -> None:
    call = ',"tool_calls":[{"function":{"name":"look","arguments":{"é":1}}}]'
    called, *end = ollamas(ollama_line("", message=call), OLLAMA_END)
    assert isinstance(called, ToolCallChunk)
    assert (called.name, called.arguments) == ("look", '{"é":1}')
    assert end == [AnswerStart(), FinishChunk("tool-calls"), ENDED[1]]


@pytest.mark.usefixtures("litellm")
def test_an_answer_without_its_end_has_none() -> None:
    assert ollamas(ollama_line("Hi")) == [TextChunk("Hi")]
    assert read(DocumentReader(stream_of("gemini"), in_gemini), b"{}") == []
    assert read(MessageReader(bedrocks_decoder()), bedrock_text("Hi")) == [TextChunk("Hi")]


@pytest.mark.usefixtures("litellm")
@pytest.mark.parametrize("done", [True, False])
def test_chunks_of_models_that_bedrock_only_passes_on_are_dicts(*, done: bool) -> None:
    body = b'{"outputs":[{"text":"Hi","stop_reason":null}]%b}' % (b',"stop_reason":"length"' if done else b"")
    payload = b'{"bytes":"%b"}' % base64.b64encode(body)
    message = aws_message(payload, event_type="chunk", content_type="application/json", message_type="event")
    ended = [FinishChunk("length")] if done else []
    assert read(MessageReader(bedrocks_decoder()), message) == [TextChunk("Hi"), *ended]
