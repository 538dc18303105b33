"""What litellm makes of a provider's refusal, and what we make of that."""

import json
from types import ModuleType

import pytest

from service import errors, upstream_errors
from tests.providers.asking import ANTHROPIC, DEEPSEEK
from tests.providers.failures import SECRET, assert_ours, every_openai_lane, failure_and_upstream, failure_of, words
from tests.providers.loopback import refusal

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _imported(litellm: ModuleType) -> None:
    """These are litellm's real exceptions."""


REFUSALS: dict[str, tuple[bytes, type[errors.UpstreamError]]] = {
    "400": (refusal(400, words()), upstream_errors.UpstreamRejected),
    "401": (refusal(401, words("invalid_api_key")), upstream_errors.UpstreamUnauthorized),
    "401 without a code": (refusal(401, words()), upstream_errors.UpstreamUnauthorized),
    "402": (refusal(402, words()), upstream_errors.UpstreamRejected),
    "403": (refusal(403, words()), upstream_errors.UpstreamForbidden),
    "404": (refusal(404, words("model_not_found")), upstream_errors.UpstreamNotFound),
    "404 without a code": (refusal(404, words()), upstream_errors.UpstreamNotFound),
    "408": (refusal(408, words()), upstream_errors.UpstreamTimeout),
    "413": (refusal(413, words()), upstream_errors.UpstreamRejected),
    "429": (refusal(429, words("rate_limit_exceeded")), upstream_errors.RateLimited),
    "429 without a code": (refusal(429, words()), upstream_errors.RateLimited),
    "429 for a quota": (refusal(429, words("insufficient_quota")), upstream_errors.RateLimited),
    "500": (refusal(500, words()), errors.UpstreamError),
    "502": (refusal(502, words()), errors.UpstreamError),
    "502 with HTML": (
        refusal(502, b"<html><h1>" + SECRET.encode() + b"</h1></html>", media_type="text/html"),
        errors.UpstreamError,
    ),
    "503": (refusal(503, words()), upstream_errors.UpstreamUnavailable),
    "504": (refusal(504, words()), upstream_errors.UpstreamTimeout),
    "529": (refusal(529, words()), upstream_errors.UpstreamUnavailable),
    "400 by its code: context": (refusal(400, words("context_length_exceeded")), upstream_errors.ContextTooLong),
    "400 by its text: context": (
        refusal(400, words(None, "This model's maximum context length is 8 tokens. " + SECRET)),
        upstream_errors.ContextTooLong,
    ),
    "400 by its code: policy": (refusal(400, words("content_policy_violation")), upstream_errors.ContentRefused),
    "400 by its code: filter": (refusal(400, words("content_filter")), upstream_errors.ContentRefused),
    "400 with a number for a code": (refusal(400, words(400)), upstream_errors.UpstreamRejected),
    "400 with the code outside": (
        refusal(400, {"object": "error", "message": SECRET, "code": "context_length_exceeded"}),
        upstream_errors.ContextTooLong,
    ),
    "a string": (refusal(500, {"error": SECRET}), errors.UpstreamError),
    "a list": (refusal(400, [{"error": {"message": SECRET}}]), upstream_errors.UpstreamRejected),
    "not quite JSON": (
        refusal(429, b'{"error":{"message":"%b","code":NaN}}' % SECRET.encode()),
        upstream_errors.RateLimited,
    ),
}


@every_openai_lane
@pytest.mark.parametrize(("reply", "kind"), REFUSALS.values(), ids=REFUSALS)
async def test_a_refusal_is_told_by_its_code_and_its_status(
    model: str, reply: bytes, kind: type[errors.UpstreamError], monkeypatch: pytest.MonkeyPatch
) -> None:
    failure, playing = await failure_and_upstream(model, [reply], monkeypatch=monkeypatch)
    assert_ours(failure, kind)
    assert SECRET in failure.detail
    assert len(playing.requests) == 1


@every_openai_lane
async def test_an_unprocessable_request_is_rejected(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the openai lane litellm looks for parameters to drop, asks again, and returns nothing at all."""
    failure = await failure_of(model, [refusal(422, words())], monkeypatch=monkeypatch)
    assert_ours(failure, upstream_errors.UpstreamRejected)
    assert "422" in failure.detail


@every_openai_lane
@pytest.mark.parametrize(
    "body", [b"", b"null", b"{", b"\xff\xfe", b"[" * 5000], ids=["empty", "null", "cut", "bytes", "deep"]
)
async def test_a_body_that_says_nothing_leaves_the_status(
    model: str, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_ours(
        await failure_of(model, [refusal(503, body)], monkeypatch=monkeypatch), upstream_errors.UpstreamUnavailable
    )


RETRY_AFTER = {
    "seconds": ("7", True),
    "a fraction": ("0.5", True),
    "a date": ("Wed, 21 Oct 2026 07:28:00 GMT", True),
    "the longest": ("9" * 64, True),
    "nothing": ("", False),
    "too long": ("9" * 65, False),
    "far too long": ("9" * 5000, False),
    "foreign letters": ("7\xe9", False),
    "a tab": ("7\t7", False),
}
"""The header's value, and whether it is passed on."""


@every_openai_lane
@pytest.mark.parametrize(("value", "passed_on"), RETRY_AFTER.values(), ids=RETRY_AFTER)
async def test_retry_after_is_passed_on_where_it_is_harmless(
    model: str,
    value: str,
    passed_on: bool,  # noqa: FBT001 - a table's column
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failure = await failure_of(model, [refusal(429, words(), [("retry-after", value)])], monkeypatch=monkeypatch)
    assert_ours(failure, upstream_errors.RateLimited)
    assert failure.headers == ((("retry-after", value),) if passed_on else ())


@every_openai_lane
async def test_without_retry_after_there_is_none(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = await failure_of(model, [refusal(429, words())], monkeypatch=monkeypatch)
    assert failure.headers == ()


@every_openai_lane
async def test_no_other_header_is_passed_on(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = [("set-cookie", "a=sk-leaked"), ("x-error-code", "sk-leaked"), ("location", "http://sk-leaked")]
    failure = await failure_of(model, [refusal(429, words(), headers)], monkeypatch=monkeypatch)
    assert failure.headers == ()


@every_openai_lane
async def test_a_whole_page_is_not_kept_for_the_log(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = b"<p>" + SECRET.encode() + b"</p>" * 10_000
    failure = await failure_of(model, [refusal(500, page, media_type="text/html")], monkeypatch=monkeypatch)
    assert SECRET in failure.detail
    assert len(failure.detail) < 15_000


async def test_what_happened_last_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """litellm's own HTTP client asks again where a connection was lost; that loss is then the context of the answer."""
    failure, playing = await failure_and_upstream(DEEPSEEK, [], [refusal(429, words())], monkeypatch=monkeypatch)
    assert_ours(failure, upstream_errors.RateLimited)
    assert len(playing.requests) == 2


async def test_anthropics_refusals_are_told_by_their_status(monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"type": "error", "error": {"type": "overloaded_error", "message": SECRET}}
    reply = refusal(529, json.dumps(body).encode(), [("retry-after", "7")])
    failure = await failure_of(ANTHROPIC, [reply], monkeypatch=monkeypatch)
    assert_ours(failure, upstream_errors.UpstreamUnavailable)
    assert failure.headers == (("retry-after", "7"),)
