"""An answer that breaks off: what came is given, then the failure is told, on every lane."""

import anyio
import pytest

from service import errors, upstream_errors
from tests.providers.asking import ANTHROPIC, BEDROCK, DEEPSEEK, GEMINI, LEAN, LITELLMS_WARNINGS, OPENAI, Outcome
from tests.providers.aws_messages import bedrock_exception, bedrock_text
from tests.providers.dialects import (
    ANTHROPIC_CLOSING,
    OPENAI_DONE,
    anthropic_event,
    anthropic_text,
    gemini_text,
    openai_text,
)
from tests.providers.lanes import (
    HELLO,
    VEILED,
    VEILED_ANTHROPIC,
    VEILED_DEEPSEEK,
    VEILED_GEMINI,
    VEILS,
    Lanes,
    every_lane,
    reasons_of,
    text_of,
)
from tests.providers.loopback import Act

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

YOU = dict.fromkeys(HELLO, openai_text(" you")) | {
    **dict.fromkeys((ANTHROPIC, VEILED_ANTHROPIC), anthropic_text(" you")),
    BEDROCK: bedrock_text(" you"),
    **dict.fromkeys((GEMINI, VEILED_GEMINI), gemini_text(" you")),
}
"""More of the answer."""


def assert_failed(outcome: Outcome, kind: type[errors.UpstreamError]) -> None:
    assert text_of(outcome.chunks) == "Hello you"
    assert reasons_of(outcome.chunks) == []
    assert type(outcome.failure) is kind
    assert outcome.failure.message == kind.sentence
    assert outcome.failure.detail


@every_lane
async def test_a_reset_in_mid_stream_is_told_after_the_text(lane: str, lanes: Lanes) -> None:
    assert_failed(await lanes.ask(lane, HELLO[lane], YOU[lane], Act.RESET), upstream_errors.UpstreamReset)


@pytest.mark.parametrize("lane", [lane for lane in HELLO if lane not in (GEMINI, VEILED_GEMINI)])
async def test_silence_in_mid_stream_is_a_timeout(lane: str, lanes: Lanes) -> None:
    outcome = await lanes.ask(lane, HELLO[lane], YOU[lane], Act.HOLD, silence=0.2)
    assert_failed(outcome, upstream_errors.UpstreamTimeout)


@pytest.mark.parametrize("lane", [GEMINI, VEILED_GEMINI])
async def test_geminis_silence_is_left_to_whoever_asked(lane: str, lanes: Lanes) -> None:
    """litellm does not hand the timeout on to Gemini's client, whose own is ten minutes; see IDLE_TIMEOUT."""
    with anyio.move_on_after(0.5) as scope:
        await lanes.ask(lane, HELLO[lane], Act.HOLD, silence=0.2)
    assert scope.cancelled_caught


def error_event(code: str) -> bytes:
    return b'data: {"error":{"message":"secret","type":"t","code":%b}}\n\n' % code.encode()


ERRORS_IN_STREAM = {
    "429": upstream_errors.RateLimited,
    "401": upstream_errors.UpstreamUnauthorized,
    "503": upstream_errors.UpstreamUnavailable,
    "500": errors.UpstreamError,
    "null": errors.UpstreamError,
}


@pytest.mark.parametrize("lane", [OPENAI, DEEPSEEK, VEILED_DEEPSEEK, LEAN])
@pytest.mark.parametrize(("code", "kind"), ERRORS_IN_STREAM.items(), ids=ERRORS_IN_STREAM)
async def test_an_error_in_the_stream_is_told_after_the_text(
    lane: str, code: str, kind: type[errors.UpstreamError], lanes: Lanes
) -> None:
    outcome = await lanes.ask(lane, HELLO[lane], YOU[lane], error_event(code), OPENAI_DONE)
    assert_failed(outcome, kind)
    assert outcome.failure is not None
    assert "secret" in outcome.failure.detail


@pytest.mark.parametrize(
    ("lane", "kind"),
    [
        (OPENAI, upstream_errors.ContextTooLong),
        (LEAN, upstream_errors.ContextTooLong),
        (DEEPSEEK, upstream_errors.ContextTooLong),
        (VEILED_DEEPSEEK, errors.UpstreamError),
        (VEILED, errors.UpstreamError),
    ],
)
async def test_a_code_in_the_stream_is_known_only_beneath_the_wrapper(
    lane: str, kind: type[errors.UpstreamError], lanes: Lanes
) -> None:
    """litellm throws the word away; that it is an error is what counts."""
    outcome = await lanes.ask(lane, HELLO[lane], YOU[lane], error_event('"context_length_exceeded"'))
    assert_failed(outcome, kind)


@pytest.mark.parametrize("lane", [ANTHROPIC, VEILED_ANTHROPIC])
async def test_an_error_in_anthropics_stream_is_one(lane: str, lanes: Lanes) -> None:
    error = anthropic_event("error", error={"type": "overloaded_error", "message": "secret"})
    assert_failed(await lanes.ask(lane, HELLO[lane], YOU[lane], error), errors.UpstreamError)


@pytest.mark.parametrize("lane", [GEMINI, VEILED_GEMINI])
async def test_an_error_in_geminis_stream_is_one(lane: str, lanes: Lanes) -> None:
    error = b'data: {"error":{"code":429,"message":"secret","status":"RESOURCE_EXHAUSTED"}}\n\n'
    assert_failed(await lanes.ask(lane, HELLO[lane], YOU[lane], error), upstream_errors.RateLimited)


BEDROCKS = {
    "throttlingException": upstream_errors.RateLimited,
    "modelStreamErrorException": upstream_errors.UpstreamRejected,
    "serviceUnavailableException": upstream_errors.UpstreamUnavailable,
}


@pytest.mark.parametrize(("name", "kind"), BEDROCKS.items(), ids=BEDROCKS)
async def test_an_exception_in_bedrocks_stream_is_an_error(
    name: str, kind: type[errors.UpstreamError], lanes: Lanes
) -> None:
    outcome = await lanes.ask(BEDROCK, HELLO[BEDROCK], YOU[BEDROCK], bedrock_exception(name, "secret"))
    assert_failed(outcome, kind)
    assert outcome.failure is not None
    assert "secret" in outcome.failure.detail


async def test_what_follows_the_end_of_an_answer_does_not_undo_it(lanes: Lanes) -> None:
    """The failure is told behind it, for the log."""
    outcome = await lanes.ask(ANTHROPIC, HELLO[ANTHROPIC], YOU[ANTHROPIC], ANTHROPIC_CLOSING, Act.RESET)
    assert (text_of(outcome.chunks), reasons_of(outcome.chunks)) == ("Hello you", ["stop"])
    assert type(outcome.failure) is upstream_errors.UpstreamReset


@every_lane
@pytest.mark.parametrize(
    "body", [b"<html>\n\n<p>oops</p></html>\n", b'{"message":"not streamed"}'], ids=["HTML", "JSON"]
)
async def test_what_is_no_stream_is_never_an_answer(lane: str, body: bytes, lanes: Lanes) -> None:
    """Whether it is said at once or by the missing finish reason."""
    outcome = await lanes.ask(lane, body)
    assert (text_of(outcome.chunks), reasons_of(outcome.chunks)) == ("", [])
    assert outcome.failure is None or isinstance(outcome.failure, errors.UpstreamError)
    assert lane in VEILS or type(outcome.failure) is upstream_errors.UpstreamInvalid


@every_lane
async def test_nothing_is_never_an_answer(lane: str, lanes: Lanes) -> None:
    assert await lanes.ask(lane) == Outcome([])
