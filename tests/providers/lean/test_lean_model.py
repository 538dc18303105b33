"""What is the lean lane's own: everything else is tested together with litellm's."""

from types import ModuleType

import pytest

from service import errors, upstream_errors
from service.model import FinishChunk, TextChunk
from service.providers.endpoint import Endpoint
from service.providers.lean.asking import Asking
from service.providers.lean.model import LeanModel
from tests.providers.asking import LEAN, LITELLMS_WARNINGS, OPENAI, ask, lean_at, on_lane, request_to
from tests.providers.dialects import OPENAI_DONE, openai_finish, openai_text
from tests.providers.failures import words
from tests.providers.loopback import Act, Reply, answer, refusal, refused_port, upstream

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

ANSWER = openai_text("Hi") + openai_finish("stop") + OPENAI_DONE
AT_ONCE = [("retry-after-ms", "1")]

REFUSED: dict[str, Reply] = {
    "reset": [Act.RESET],
    "closed": [],
    "not HTTP": [b"SMTP ready\r\n\r\n"],
    **{str(status): [refusal(status, words(), AT_ONCE)] for status in (400, 401, 404, 408, 409, 422, 429, 500, 503)},
    "429, told not to": [refusal(429, words(), [*AT_ONCE, ("x-should-retry", "false")])],
    "400, told to": [refusal(400, words(), [*AT_ONCE, ("x-should-retry", "true")])],
    "429, for too long": [refusal(429, words(), [("retry-after", "121")])],
}


@pytest.mark.parametrize("reply", REFUSED.values(), ids=REFUSED)
async def test_both_lanes_ask_again_as_often(
    reply: Reply, litellm: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.providers.lean.retry._FIRST_SECONDS", 0.001)
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.001)
    asked = []
    for lane in (OPENAI, LEAN):
        async with upstream(reply) as playing:
            outcome = await ask(on_lane(lane, playing.url, max_retries=2), request_to(lane))
            assert outcome.failure is not None
            asked.append((len(playing.requests), type(outcome.failure)))
    litellms, ours = asked
    # Refused with a 422, litellm asks once more, for reasons of its own.
    assert ours == litellms or (reply == REFUSED["422"] and ours[0] == 1)


async def test_asking_again_may_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.providers.lean.retry._FIRST_SECONDS", 0.001)
    async with upstream([refusal(503, words(), AT_ONCE)], [Act.RESET], [answer(ANSWER)]) as playing:
        outcome = await ask(lean_at(playing.url, max_retries=2), request_to(LEAN))
    assert (outcome.chunks, outcome.failure) == ([TextChunk("Hi"), FinishChunk("stop")], None)
    bodies = {request.body for request in playing.requests}
    assert (len(playing.requests), len(bodies)) == (3, 1)


async def test_an_answer_that_broke_off_is_not_asked_for_again() -> None:
    async with upstream([answer(openai_text("Hi")), Act.RESET]) as playing:
        outcome = await ask(lean_at(playing.url, max_retries=2), request_to(LEAN))
    assert outcome.chunks == [TextChunk("Hi")]
    assert type(outcome.failure) is upstream_errors.UpstreamReset
    assert len(playing.requests) == 1


async def test_an_address_that_refuses_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[int] = []

    def pause(retries: int, status: int | None, headers: object) -> float:
        pauses.append(retries)
        return 0.0

    monkeypatch.setattr("service.providers.lean.model.pause", pause)
    outcome = await ask(lean_at(f"http://127.0.0.1:{refused_port()}", max_retries=2), request_to(LEAN))
    assert type(outcome.failure) is upstream_errors.UpstreamUnreachable
    assert pauses == [0, 1, 2]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    async with upstream([refusal(status, b"", [("location", "/elsewhere")])]) as playing:
        outcome = await ask(lean_at(playing.url), request_to(LEAN))
    assert type(outcome.failure) is errors.UpstreamError
    assert len(playing.requests) == 1


@pytest.mark.parametrize(("coding", "read"), [("identity", True), ("gzip", False), ("br", False)])
async def test_an_encoded_answer_is_invalid(coding: str, read: bool) -> None:  # noqa: FBT001 - a table's column
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: %b\r\nconnection: close\r\n\r\n" % coding.encode()
    async with upstream([head + ANSWER]) as playing:
        outcome = await ask(lean_at(playing.url), request_to(LEAN))
    assert (outcome.failure is None) is read
    assert read or type(outcome.failure) is upstream_errors.UpstreamInvalid


async def test_a_refusal_without_an_end_is_not_read_to_it() -> None:
    head = b"HTTP/1.1 500 Oops\r\ncontent-type: text/html\r\n\r\n"
    async with upstream([head, b"x" * 1_000_000, Act.HOLD]) as playing:
        outcome = await ask(lean_at(playing.url), request_to(LEAN))
        await playing.wait_until_left()
    assert type(outcome.failure) is errors.UpstreamError
    assert outcome.failure.detail == f"status 500: {'x' * 2000}"


@pytest.mark.parametrize("end", [Act.RESET, Act.HOLD], ids=["reset", "silence"])
async def test_a_refusal_that_breaks_off_has_said_enough(end: Act) -> None:
    head = b"HTTP/1.1 404 Not Found\r\ncontent-length: 100\r\n\r\n"
    async with upstream([head + b"never", end]) as playing:
        outcome = await ask(lean_at(playing.url, timeout=0.2), request_to(LEAN))
    assert type(outcome.failure) is upstream_errors.UpstreamNotFound
    assert outcome.failure.detail == "status 404: never"


async def test_a_refusals_connection_is_kept() -> None:
    kept = b"HTTP/1.1 429 Slow\r\ncontent-length: 2\r\nretry-after-ms: 1\r\n\r\n{}"
    async with upstream([kept, Act.KEEP]) as playing:
        model = lean_at(playing.url, max_retries=3)
        await ask(model, request_to(LEAN))
        assert (len(playing.requests), playing.connections) == (4, 1)
        await model.aclose()


@pytest.mark.parametrize(
    ("model", "endpoint", "message"),
    [
        ("anthropic/claude", Endpoint(), "The lean lane can't ask the model: the provider anthropic is not known"),
        ("openai/gpt-4o", Endpoint(), "The model provider's API key is not configured"),
    ],
)
async def test_what_it_does_not_know_it_refuses(model: str, endpoint: Endpoint, message: str) -> None:
    outcome = await ask(LeanModel(Asking(endpoint, {}), timeout=1, max_retries=0), request_to(model))
    assert type(outcome.failure) is errors.NotConfigured
    assert outcome.failure.message == message
