"""The openai SDK's own rules are asked for comparison: a private function, of a pinned version."""

import time
from email.utils import formatdate
from types import ModuleType, SimpleNamespace
from typing import Any

import httpx
import pytest

from service.providers.lean.retry import pause

HEADERS: dict[str, dict[str, str]] = {
    "nothing": {},
    "seconds": {"retry-after": "7"},
    "a fraction": {"retry-after": "0.5"},
    "milliseconds": {"retry-after-ms": "250", "retry-after": "7"},
    "no milliseconds": {"retry-after-ms": "soon", "retry-after": "7"},
    "too long": {"retry-after": "121"},
    "the longest": {"retry-after": "120"},
    "not at all": {"retry-after": "0"},
    "the past": {"retry-after": "-3"},
    "the past, as a date": {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"},
    "a date that is none": {"retry-after": "Wed, 99 Oct 99999999999999 07:28:00 GMT"},
    "words": {"retry-after": "later"},
    "endless": {"retry-after": "inf"},
    "no number": {"retry-after": "nan"},
    "yes": {"x-should-retry": "true"},
    "no": {"x-should-retry": "false"},
    "perhaps": {"x-should-retry": "perhaps"},
    "yes, but too late": {"x-should-retry": "true", "retry-after": "121"},
}
STATUSES = [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504, 529]


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("status", STATUSES)
def test_a_refusal_is_answered_as_the_sdk_answers_it(
    status: int, headers: dict[str, str], litellm: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    import openai._base_client as sdk  # noqa: PLC0415 - comes with litellm, and as slowly

    monkeypatch.setattr(sdk, "random", lambda: 0.5)
    monkeypatch.setattr("service.providers.lean.retry.random", lambda: 0.5)
    client = openai_client(litellm)
    response = httpx.Response(status, headers=headers, request=httpx.Request("POST", "https://a.test"))
    options: Any = SimpleNamespace(get_max_retries=lambda most: most)
    for retries in range(6):
        theirs = client._calculate_retry_timeout(10 - retries, options, response.headers)
        assert pause(retries, status, headers) == (theirs if client._should_retry(response) else None)


def openai_client(litellm: ModuleType) -> Any:  # noqa: ANN401 - an AsyncOpenAI
    import openai  # noqa: PLC0415 - as above

    return openai.AsyncOpenAI(api_key="k", max_retries=10)


def test_a_date_is_waited_for() -> None:
    wish = pause(0, 429, {"retry-after": formatdate(time.time() + 60, usegmt=True)})
    assert wish is not None
    assert 30 < wish <= 60


def test_a_lost_connection_is_waited_for_longer_each_time() -> None:
    pauses = [pause(retries, None, {}) or 0 for retries in range(8)]
    for retries, seconds in enumerate(pauses):
        whole = min(0.5 * 2**retries, 8)
        assert 0.75 * whole <= seconds <= whole
