import pytest

from fakes.model.access.account import Level, Standing
from fakes.model.access.rate_limit_headers import rate_limit_headers

STANDING = Standing(Level(60, 58, 1.5), Level(6000, 5000, 10.2), 42)
NOW = 1_735_689_600

OPENAI = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "58",
    "x-ratelimit-reset-requests": "1.5s",
    "x-ratelimit-limit-tokens": "6000",
    "x-ratelimit-remaining-tokens": "5000",
    "x-ratelimit-reset-tokens": "10.2s",
}
ANTHROPIC_TOKENS = {
    f"anthropic-ratelimit-{name}-{what}": value
    for name in ("tokens", "input-tokens", "output-tokens")
    for what, value in (("limit", "6000"), ("remaining", "5000"), ("reset", "2025-01-01T00:00:11Z"))
}
TOLD = {
    "openai": OPENAI,
    "responses": OPENAI,
    "groq": OPENAI,
    "azure": OPENAI | {"x-ratelimit-reset-requests": "2", "x-ratelimit-reset-tokens": "11"},
    "anthropic": {
        "anthropic-ratelimit-requests-limit": "60",
        "anthropic-ratelimit-requests-remaining": "58",
        "anthropic-ratelimit-requests-reset": "2025-01-01T00:00:02Z",
        **ANTHROPIC_TOKENS,
    },
    "mistral": {
        "x-ratelimit-limit-req-minute": "60",
        "x-ratelimit-remaining-req-minute": "58",
        "x-ratelimit-limit-tokens-minute": "6000",
        "x-ratelimit-remaining-tokens-minute": "5000",
        "x-ratelimit-tokens-query-cost": "42",
    },
    "openrouter": {
        "x-ratelimit-limit": "60",
        "x-ratelimit-remaining": "58",
        "x-ratelimit-reset": "1735689601500",
    },
    "deepseek": {},
    "gemini": {},
    "bedrock": {},
    "ollama": {},
}


@pytest.mark.parametrize(("dialect", "headers"), TOLD.items(), ids=TOLD)
def test_every_provider_tells_its_limits_in_its_own_words(dialect: str, headers: dict[str, str]) -> None:
    assert dict(rate_limit_headers(dialect, STANDING, NOW)) == headers


@pytest.mark.parametrize("dialect", TOLD)
def test_a_quota_that_there_is_not_is_not_told(dialect: str) -> None:
    tokens_only = dict(rate_limit_headers(dialect, Standing(None, STANDING.tokens), NOW))
    requests_only = dict(rate_limit_headers(dialect, Standing(STANDING.requests), NOW))

    assert rate_limit_headers(dialect, Standing(), NOW) == ()
    assert not any("req" in name for name in tokens_only)
    assert not any("token" in name for name in requests_only)
