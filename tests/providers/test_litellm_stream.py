"""What litellm's real code makes of what providers really send, and what we make of that."""

import pytest

from service.field import JSON
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
from service.usage import Usage
from tests.providers.anthropic_answers import ANTHROPICS, HI, TEXT_BLOCK, THINKING_BLOCK, citation, text, thinking
from tests.providers.asking import ANTHROPIC, BEDROCK, DEEPSEEK, GEMINI, LEAN, LITELLMS_WARNINGS, OPENAI
from tests.providers.dialects import (
    ANTHROPIC_MESSAGE,
    GEMINI_CLOSING,
    OPENAI_DONE,
    anthropic_block,
    anthropic_closing,
    gemini_event,
    gemini_text,
    openai_delta,
    openai_finish,
)
from tests.providers.gemini_answers import GEMINIS, INLINE_PNG
from tests.providers.lanes import (
    HELLO,
    VEILED,
    VEILED_ANTHROPIC,
    VEILED_DEEPSEEK,
    VEILED_GEMINI,
    Lanes,
    reasons_of,
    text_of,
    usages_of,
)
from tests.providers.loopback import answer, upstream
from tests.providers.openai_answers import CITED, OPENAIS, PNG, REFUSALS

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

anthropics_lanes = pytest.mark.parametrize("lane", [ANTHROPIC, VEILED_ANTHROPIC])
geminis_lanes = pytest.mark.parametrize("lane", [GEMINI, VEILED_GEMINI])

OPENROUTER = "openrouter/google/gemini-2.5-flash-image"


def said(chunks: list[ModelChunk]) -> list[ModelChunk]:
    """Return what is not only about the answer."""
    return [chunk for chunk in chunks if not isinstance(chunk, AnswerStart | UsageChunk)]


@anthropics_lanes
@pytest.mark.parametrize(("sent", "chunks"), ANTHROPICS.values(), ids=ANTHROPICS)
async def test_anthropics_answer(lane: str, sent: bytes, chunks: list[ModelChunk], lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, ANTHROPIC_MESSAGE, sent)
    assert (said(outcome.chunks), outcome.failure) == (chunks, None)


@anthropics_lanes
async def test_anthropics_tokens_are_counted(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, ANTHROPIC_MESSAGE, HI, anthropic_closing("end_turn"))
    assert usages_of(outcome.chunks)[-1] == Usage(31, 17)


@geminis_lanes
@pytest.mark.parametrize(("sent", "chunks"), GEMINIS.values(), ids=GEMINIS)
async def test_geminis_answer(lane: str, sent: bytes, chunks: list[ModelChunk], lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, sent)
    assert (said(outcome.chunks), outcome.failure) == (chunks, None)


@geminis_lanes
async def test_geminis_tokens_are_counted(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, gemini_text("Hi"), GEMINI_CLOSING)
    assert usages_of(outcome.chunks)[-1] == Usage(31, 17)


@geminis_lanes
async def test_geminis_calls_carry_their_signature_in_their_id(lane: str, lanes: Lanes) -> None:
    """Where litellm finds it again when it is asked to go on; Gemini 3 insists."""
    look: JSON = {"functionCall": {"name": "look", "args": {"é": 1}}, "thoughtSignature": "c2ln"}
    see: JSON = {"functionCall": {"name": "see"}}
    named: JSON = {"functionCall": {"id": "fc-1", "name": "look", "args": {}}}
    outcome = await lanes.ask(lane, gemini_event(look, see), gemini_event(named), GEMINI_CLOSING)
    calls = [chunk for chunk in outcome.chunks if isinstance(chunk, ToolCallChunk)]
    assert [(call.index, call.name, call.arguments) for call in calls] == [
        (0, "look", '{"é":1}'),
        (1, "see", "{}"),
        (2, "look", "{}"),
    ]
    first, second, third = [call.call_id or "" for call in calls]
    assert first.startswith("call_")
    assert first.endswith("__thought__c2ln")
    assert second.startswith("call_")
    assert third == "fc-1"
    assert reasons_of(outcome.chunks) == ["tool-calls"]


@geminis_lanes
async def test_geminis_arguments_are_written_as_others_write_theirs(lane: str, lanes: Lanes) -> None:
    """litellm would put blanks in; what nobody can read it must not break."""
    call: JSON = {"functionCall": {"name": "look", "args": {"é": [1, {"x": None}]}}}
    huge = gemini_event({"functionCall": {"name": "see", "args": {"x": "@"}}}).replace(b'"@"', b"1e999")
    outcome = await lanes.ask(lane, gemini_event(call), huge, GEMINI_CLOSING)
    calls = [chunk.arguments for chunk in outcome.chunks if isinstance(chunk, ToolCallChunk)]
    assert calls == ['{"é":[1,{"x":null}]}', '{"x": Infinity}']


@pytest.mark.parametrize("lane", [lane for lane in HELLO if lane != BEDROCK])
async def test_a_character_that_ends_lines_elsewhere_is_text(lane: str, lanes: Lanes) -> None:
    """Where httpx splits the lines, litellm loses what is before it and what is behind it."""
    odd = "\x85\u2028\u2029"
    sent = HELLO[lane].replace(b"Hello", f"He{odd}llo".encode())
    outcome = await lanes.ask(lane, sent)
    assert (text_of(outcome.chunks), outcome.failure) == (f"He{odd}llo", None)


@anthropics_lanes
async def test_what_anthropic_counted_of_a_part_is_not_told(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, ANTHROPIC_MESSAGE, HI)
    assert (usages_of(outcome.chunks), text_of(outcome.chunks)) == ([], "Hi")


@anthropics_lanes
async def test_a_count_before_any_text_is_an_arrival(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, ANTHROPIC_MESSAGE)
    assert outcome.chunks == [AnswerStart()]


@geminis_lanes
async def test_what_gemini_counted_of_a_part_is_not_told(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, gemini_text("Hi"))
    assert (usages_of(outcome.chunks), text_of(outcome.chunks)) == ([], "Hi")


@pytest.mark.parametrize("lane", [OPENAI, VEILED, DEEPSEEK, VEILED_DEEPSEEK, LEAN])
@pytest.mark.parametrize(("sent", "chunks"), OPENAIS.values(), ids=OPENAIS)
async def test_every_lane_says_the_same(lane: str, sent: bytes, chunks: list[ModelChunk], lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, sent)
    assert (said(outcome.chunks), outcome.failure) == (chunks, None)


@pytest.mark.parametrize("lane", [OPENAI, DEEPSEEK, LEAN])
@pytest.mark.parametrize(("sent", "chunks"), REFUSALS.values(), ids=REFUSALS)
async def test_every_lane_says_of_a_refusal_the_same(
    lane: str, sent: bytes, chunks: list[ModelChunk], lanes: Lanes
) -> None:
    outcome = await lanes.ask(lane, sent)
    assert (said(outcome.chunks), outcome.failure) == (chunks, None)


@pytest.mark.parametrize("lane", [VEILED, VEILED_DEEPSEEK])
async def test_litellms_wrapper_loses_a_refusal(lane: str, lanes: Lanes) -> None:
    """When this fails, litellm has got better. Nobody whom it is asked for is known to refuse in OpenAI's way."""
    sent, _ = REFUSALS["words of refusal"]
    outcome = await lanes.ask(lane, sent)
    assert said(outcome.chunks) == [FinishChunk("stop")]


async def test_openrouters_answer(lanes: Lanes) -> None:
    image: JSON = {"type": "image_url", "image_url": {"url": PNG}}
    details: JSON = [{"type": "reasoning.text", "text": "hm", "signature": "s"}]
    outcome = await lanes.ask(
        OPENROUTER,
        openai_delta(role="assistant", content="", reasoning="hm", reasoning_details=details),
        openai_delta(content="Hi"),
        openai_delta(content="", images=[image]),
        openai_delta(content="", annotations=CITED),
        openai_finish("stop"),
        OPENAI_DONE,
    )
    assert said(outcome.chunks) == [
        ReasoningChunk("hm"),
        TextChunk("Hi"),
        FileChunk("image/png", PNG),
        SourceChunk("https://a.test", "A"),
        FinishChunk("stop"),
    ]


PAGE = citation(type="web_search_result_location", url="https://a.test", title="A", encrypted_index="x")


@anthropics_lanes
@pytest.mark.parametrize(
    ("block", "deltas"),
    [(THINKING_BLOCK, [thinking("hm ")]), (TEXT_BLOCK, [text("Hi "), PAGE])],
    ids=["thoughts", "citations"],
)
async def test_nothing_that_anthropic_said_is_kept(block: JSON, deltas: list[JSON], lane: str, lanes: Lanes) -> None:
    said = ANTHROPIC_MESSAGE + anthropic_block(0, block, *deltas * 50)
    arrivals = 0
    async with upstream([answer(said), anthropic_closing("end_turn")]) as playing:
        async for _ in lanes.stream(lane, playing):
            arrivals += 1
            stream = lanes.wrappers[0].completion_stream
            assert stream.content_blocks == []
            assert stream.reasoning_content_chunks == []
    assert arrivals > 1


async def test_geminis_wrapper_keeps_nothing(lanes: Lanes) -> None:
    async with upstream([answer(HELLO[GEMINI], gemini_text("token ") * 50, GEMINI_CLOSING)]) as playing:
        chunks: list[ModelChunk] = []
        async for arrived in lanes.stream(VEILED_GEMINI, playing):
            chunks.extend(arrived)
            (wrapper,) = lanes.wrappers
            assert wrapper.chunks == []
            assert wrapper.response_uptil_now == ""
    assert text_of(chunks) == "Hello" + "token " * 50


BARE = (
    b'data: {"candidates":[{"finishReason":"STOP","groundingMetadata":{"groundingChunks":[{"web":{"uri":"%b"}}]}}]}\n\n'
)
BESIDE = gemini_event({"text": "hm", "thought": True}, INLINE_PNG), BARE % b"https://a.test"


async def test_geminis_thoughts_beside_an_image_are_told_and_sources_without_a_text(lanes: Lanes) -> None:
    outcome = await lanes.ask(GEMINI, *BESIDE)
    assert said(outcome.chunks) == [
        ReasoningChunk("hm"),
        FileChunk("image/png", PNG),
        SourceChunk("https://a.test"),
        FinishChunk("stop"),
    ]


async def test_litellms_wrapper_loses_them(lanes: Lanes) -> None:
    """When this fails, litellm has got better."""
    outcome = await lanes.ask(VEILED_GEMINI, *BESIDE)
    assert said(outcome.chunks) == [FileChunk("image/png", PNG), FinishChunk("stop")]
