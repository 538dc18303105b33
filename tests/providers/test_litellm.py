import pytest

from service.model import AnswerStart, FinishChunk, ModelChunk, TextRun, UsageChunk
from service.usage import Usage
from tests.providers.asking import ANTHROPIC, DEEPSEEK, GEMINI, LEAN, LITELLMS_WARNINGS, OPENAI
from tests.providers.dialects import (
    ANTHROPIC_CLOSING,
    ANTHROPIC_OPENING,
    GEMINI_CLOSING,
    OPENAI_DONE,
    OPENAI_ROLE,
    OPENAI_USAGE,
    anthropic_text,
    gemini_text,
    openai_finish,
    openai_text,
)
from tests.providers.lanes import (
    HELLO,
    VEILED,
    VEILED_ANTHROPIC,
    VEILED_DEEPSEEK,
    VEILS,
    Lanes,
    reasons_of,
    text_of,
    usages_of,
)
from tests.providers.loopback import answer, upstream

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

TEXT = OPENAI_ROLE + openai_text("Hel") + openai_text("lo é😀")
OPENAI_ANSWER = TEXT + openai_finish("length") + OPENAI_USAGE + OPENAI_DONE
ANTHROPIC_ANSWER = ANTHROPIC_OPENING + anthropic_text("Hel") + anthropic_text("lo é😀") + ANTHROPIC_CLOSING

GEMINI_ANSWER = gemini_text("Hel") + gemini_text("lo é😀") + GEMINI_CLOSING
ANSWERS = {OPENAI: OPENAI_ANSWER, DEEPSEEK: OPENAI_ANSWER, ANTHROPIC: ANTHROPIC_ANSWER, GEMINI: GEMINI_ANSWER}

OPENAI_LANES = pytest.mark.parametrize("lane", [OPENAI, DEEPSEEK, VEILED, VEILED_DEEPSEEK, LEAN])

ANTHROPIC_LANES = pytest.mark.parametrize("lane", [ANTHROPIC, VEILED_ANTHROPIC])


@OPENAI_LANES
async def test_every_lane_leads_to_the_same_answer(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, OPENAI_ANSWER)
    assert outcome.failure is None
    assert text_of(outcome.chunks) == "Hello é😀"
    assert reasons_of(outcome.chunks) == ["length"]
    assert usages_of(outcome.chunks) == [Usage(31, 17)]


@ANTHROPIC_LANES
async def test_anthropics_answer_is_one_too(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, ANTHROPIC_ANSWER)
    assert outcome.failure is None
    assert text_of(outcome.chunks) == "Hello é😀"
    assert reasons_of(outcome.chunks) == ["stop"]
    assert usages_of(outcome.chunks)[-1] == Usage(31, 17)


@pytest.mark.parametrize("lane", ANSWERS)
async def test_an_answer_is_read_beneath_the_wrapper(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, ANSWERS[lane])
    assert text_of(outcome.chunks) == "Hello é😀"
    (wrapper,) = lanes.wrappers
    assert wrapper.chunks == []
    assert wrapper.response_uptil_now == ""
    assert wrapper.sent_first_chunk is False
    assert wrapper.received_finish_reason is None


@pytest.mark.parametrize("lane", [OPENAI, DEEPSEEK, LEAN])
async def test_what_came_together_leaves_together(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, OPENAI_ANSWER)
    assert outcome.arrivals == [
        (
            AnswerStart(),
            TextRun(("Hel", "lo é😀")),
            FinishChunk("length"),
            UsageChunk(Usage(31, 17)),
        )
    ]


@pytest.mark.parametrize(
    ("lane", "arrived"),
    [
        (ANTHROPIC, (AnswerStart(), TextRun(("Hel", "lo é😀")), AnswerStart())),
        (GEMINI, (TextRun(("Hel", "lo é😀")), AnswerStart())),
    ],
)
async def test_with_a_parser_of_litellms_too_and_the_end_is_told_last(
    lane: str, arrived: tuple[ModelChunk, ...], lanes: Lanes
) -> None:
    outcome = await lanes.ask(lane, ANSWERS[lane])
    assert outcome.arrivals == [arrived, (FinishChunk("stop"), UsageChunk(Usage(31, 17)))]


@OPENAI_LANES
@pytest.mark.parametrize(
    ("sent", "reason"),
    [("stop", "stop"), ("length", "length"), ("content_filter", "content-filter"), ("tool_calls", "tool-calls")],
    ids=["stop", "length", "content_filter", "tool_calls"],
)
async def test_a_finish_reason_has_our_name(lane: str, sent: str, reason: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, TEXT, openai_finish(sent), OPENAI_DONE)
    assert reasons_of(outcome.chunks) == [reason]


@OPENAI_LANES
async def test_no_usage_is_invented(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, TEXT, openai_finish("stop"), OPENAI_DONE)
    assert outcome.failure is None
    assert reasons_of(outcome.chunks) == ["stop"]
    assert usages_of(outcome.chunks) == []


@OPENAI_LANES
@pytest.mark.parametrize("usage", [b"", OPENAI_USAGE], ids=["no usage", "usage"])
async def test_no_finish_reason_is_invented(lane: str, usage: bytes, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, TEXT, usage)
    assert outcome.failure is None
    assert text_of(outcome.chunks) == "Hello é😀"
    assert reasons_of(outcome.chunks) == []
    # Through the wrapper nobody could tell it from a count of what was said so far.
    assert usages_of(outcome.chunks) == ([Usage(31, 17)] if usage and lane not in VEILS else [])


@ANTHROPIC_LANES
async def test_no_finish_reason_is_invented_for_anthropic(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, ANTHROPIC_OPENING, anthropic_text("Hello"))
    assert (text_of(outcome.chunks), reasons_of(outcome.chunks), outcome.failure) == ("Hello", [], None)


@OPENAI_LANES
async def test_done_is_no_finish_reason(lane: str, lanes: Lanes) -> None:
    """litellm takes the one for the other where DeepSeek says it."""
    outcome = await lanes.ask(lane, TEXT, OPENAI_DONE)
    assert (reasons_of(outcome.chunks), outcome.failure) == ([], None)


@OPENAI_LANES
async def test_an_answer_of_equal_tokens_is_an_answer(lane: str, lanes: Lanes) -> None:
    """A long rule is; litellm's default breaks it off after a hundred."""
    outcome = await lanes.ask(lane, openai_text("====") * 300, openai_finish("stop"), OPENAI_DONE)
    assert (len(text_of(outcome.chunks)), reasons_of(outcome.chunks), outcome.failure) == (1200, ["stop"], None)


@pytest.mark.parametrize("lane", [VEILED, VEILED_DEEPSEEK, VEILED_ANTHROPIC])
async def test_the_wrapper_keeps_nothing(lane: str, lanes: Lanes) -> None:
    text = anthropic_text("token ") if lane == VEILED_ANTHROPIC else openai_text("token ")
    end = ANTHROPIC_CLOSING if lane == VEILED_ANTHROPIC else openai_finish("stop") + OPENAI_USAGE + OPENAI_DONE
    arrivals = 0
    async with upstream([answer(HELLO[lane], text * 50, end)]) as playing:
        async for _ in lanes.stream(lane, playing):
            arrivals += 1
            (wrapper,) = lanes.wrappers
            assert wrapper.chunks == []
            assert wrapper.response_uptil_now == ""
    assert arrivals > 50
