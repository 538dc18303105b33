"""A provider's error, inside a stream or instead of one."""

import json
import sys

import pytest

from service import errors, upstream_errors
from service.field import JSON
from service.providers.deltas import Deltas
from service.providers.openai_chunks import decode_chunk, error_from

ERRORS_IN_STREAM: dict[str, tuple[str, type[errors.UpstreamError]]] = {
    "OpenAI's": (
        '{"error":{"message":"secret","type":"server_error","param":null,"code":"rate_limit_exceeded"}}',
        upstream_errors.RateLimited,
    ),
    "no code": ('{"error":{"message":"secret","type":"server_error"}}', errors.UpstreamError),
    "null code": ('{"error":{"message":"secret","code":null}}', errors.UpstreamError),
    "unknown code": ('{"error":{"message":"secret","code":"bad_day"}}', errors.UpstreamError),
    "a status as the code": ('{"error":{"message":"secret","code":429}}', upstream_errors.RateLimited),
    "a rare status as the code": ('{"error":{"message":"secret","code":402}}', upstream_errors.UpstreamRejected),
    "a server's status as the code": ('{"error":{"message":"secret","code":500}}', errors.UpstreamError),
    "no status as the code": ('{"error":{"message":"secret","code":7}}', errors.UpstreamError),
    "zero as the code": ('{"error":{"message":"secret","code":0}}', errors.UpstreamError),
    "code of another type": ('{"error":{"message":"secret","code":["429"]}}', errors.UpstreamError),
    "true as the code": ('{"error":{"message":"secret","code":true}}', errors.UpstreamError),
    "OpenRouter's": (
        '{"id":"gen-1","provider":"x","error":{"code":503,"message":"secret"},"choices":[{"finish_reason":"error"}]}',
        upstream_errors.UpstreamUnavailable,
    ),
    "Gemini's": (
        '{"error":{"code":400,"message":"secret","status":"INVALID_ARGUMENT"}}',
        upstream_errors.UpstreamRejected,
    ),
    "a plain string": ('{"error":"secret"}', errors.UpstreamError),
    "a string and a code": ('{"error":"secret","code":"insufficient_quota"}', upstream_errors.RateLimited),
    "true": ('{"error":true,"message":"secret"}', errors.UpstreamError),
    "a list": ('{"error":["secret"]}', errors.UpstreamError),
    "beside text": ('{"error":{"message":"secret"},"choices":[{"delta":{"content":"Hi"}}]}', errors.UpstreamError),
    "lone surrogate": ('{"error":{"message":"secret \\ud83d"}}', errors.UpstreamError),
}


@pytest.mark.parametrize(("data", "kind"), ERRORS_IN_STREAM.values(), ids=ERRORS_IN_STREAM)
def test_an_error_in_the_stream_is_raised(data: str, kind: type[errors.UpstreamError]) -> None:
    with pytest.raises(errors.UpstreamError) as raised:
        decode_chunk(data.encode(), Deltas())
    assert type(raised.value) is kind
    assert raised.value.message == kind.sentence
    assert "secret" in raised.value.detail
    raised.value.detail.encode()


@pytest.mark.parametrize(("opening", "end"), [(b"[", b"]"), (b'{"a":', b"}")], ids=["arrays", "objects"])
def test_no_depth_of_nesting_is_our_failure(opening: bytes, end: bytes) -> None:
    """Somewhere before the limit reading ends and complaining begins."""
    limit = sys.getrecursionlimit()
    for depth in range(limit - 300, limit + 10):
        with pytest.raises(errors.UpstreamError):
            decode_chunk(b'{"error":' + opening * depth + b"1" + end * depth + b"}", Deltas())


BY_STATUS: dict[int | None, type[errors.UpstreamError]] = {
    None: errors.UpstreamError,
    0: errors.UpstreamError,
    200: errors.UpstreamError,
    302: errors.UpstreamError,
    399: errors.UpstreamError,
    400: upstream_errors.UpstreamRejected,
    401: upstream_errors.UpstreamUnauthorized,
    402: upstream_errors.UpstreamRejected,
    403: upstream_errors.UpstreamForbidden,
    404: upstream_errors.UpstreamNotFound,
    408: upstream_errors.UpstreamTimeout,
    413: upstream_errors.UpstreamRejected,
    422: upstream_errors.UpstreamRejected,
    429: upstream_errors.RateLimited,
    499: upstream_errors.UpstreamRejected,
    500: errors.UpstreamError,
    502: errors.UpstreamError,
    503: upstream_errors.UpstreamUnavailable,
    504: upstream_errors.UpstreamTimeout,
    529: upstream_errors.UpstreamUnavailable,
    599: errors.UpstreamError,
}


@pytest.mark.parametrize(("status", "kind"), BY_STATUS.items())
@pytest.mark.parametrize(
    "body",
    [None, "text", [], {}, {"error": None}, {"error": {}}, {"error": {"code": None}}, {"error": {"code": "bad_day"}}],
    ids=json.dumps,
)
def test_without_a_known_code_the_status_decides(
    status: int | None, body: JSON, kind: type[errors.UpstreamError]
) -> None:
    assert type(error_from(status, body)) is kind


BY_CODE: dict[str, type[errors.UpstreamError]] = {
    "context_length_exceeded": upstream_errors.ContextTooLong,
    "string_above_max_length": upstream_errors.ContextTooLong,
    "content_policy_violation": upstream_errors.ContentRefused,
    "content_filter": upstream_errors.ContentRefused,
    "rate_limit_exceeded": upstream_errors.RateLimited,
    "insufficient_quota": upstream_errors.RateLimited,
    "invalid_api_key": upstream_errors.UpstreamUnauthorized,
    "model_not_found": upstream_errors.UpstreamNotFound,
}


@pytest.mark.parametrize(("code", "kind"), BY_CODE.items())
@pytest.mark.parametrize("status", [None, 400, 401, 404, 429, 500])
def test_a_known_code_decides(status: int | None, code: str, kind: type[errors.UpstreamError]) -> None:
    assert type(error_from(status, {"error": {"code": code, "message": "m"}})) is kind
    # The openai SDK hands out what is inside "error".
    assert type(error_from(status, {"code": code, "message": "m"})) is kind


@pytest.mark.parametrize(("status", "code"), [(400, 429), (429, 400)])
def test_a_status_is_worth_more_than_a_number_in_the_body(status: int, code: int) -> None:
    assert type(error_from(status, {"error": {"code": code}})) is BY_STATUS[status]


def test_headers_travel_with_the_error() -> None:
    assert error_from(429, None, (("retry-after", "7"),)).headers == (("retry-after", "7"),)
    assert error_from(429, None).headers == ()


def test_a_providers_words_are_cut_and_kept_for_the_log() -> None:
    error = error_from(400, {"error": {"message": "x" * 10_000}})
    assert error.detail.startswith('status 400: {"error":{"message":"xxx')
    assert len(error.detail) < 2100
    assert error.message == upstream_errors.UpstreamRejected.sentence
