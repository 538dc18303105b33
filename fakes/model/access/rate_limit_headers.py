"""What is left of quotas, in the headers by which each provider tells it.

The names are those of the providers' guides to rate limits (OpenAI, Anthropic, Azure, Groq, OpenRouter), Mistral's
those that its API sends. Numbers are exact where a provider rounds them.
"""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from fakes.model.access.account import Level, Standing
from fakes.model.access.duration import duration

Headers = tuple[tuple[str, str], ...]


def rate_limit_headers(dialect: str, standing: Standing, time: float) -> Headers:
    """Return the headers of an answer. ``time`` is that of the server, in seconds of the Unix epoch.

    APIs that are not known by name tell it as OpenAI does; some never tell it.
    """
    return _SPELLINGS.get(dialect, _openai)(standing, time)


def _openai(standing: Standing, _: float) -> Headers:
    return _in_openais_words(standing, duration)


def _azure(standing: Standing, _: float) -> Headers:
    return _in_openais_words(standing, _whole)


def _in_openais_words(standing: Standing, written: Callable[[float], str]) -> Headers:
    return tuple(
        header
        for unit, level in _levels(standing)
        for header in (
            (f"x-ratelimit-limit-{unit}", str(level.limit)),
            (f"x-ratelimit-remaining-{unit}", str(level.remaining)),
            (f"x-ratelimit-reset-{unit}", written(level.resets_in)),
        )
    )


def _anthropic(standing: Standing, time: float) -> Headers:
    # One quota counts what goes in and what comes out, so that each of the three has as much left as both together.
    told = {"requests": ("requests",), "tokens": ("tokens", "input-tokens", "output-tokens")}
    return tuple(
        header
        for unit, level in _levels(standing)
        for name in told[unit]
        for header in (
            (f"anthropic-ratelimit-{name}-limit", str(level.limit)),
            (f"anthropic-ratelimit-{name}-remaining", str(level.remaining)),
            (f"anthropic-ratelimit-{name}-reset", _moment(time + level.resets_in)),
        )
    )


def _mistral(standing: Standing, _: float) -> Headers:
    names = {"requests": "req-minute", "tokens": "tokens-minute"}
    cost = (("x-ratelimit-tokens-query-cost", str(standing.cost)),) if standing.tokens else ()
    levels = tuple(
        header
        for unit, level in _levels(standing)
        for header in (
            (f"x-ratelimit-limit-{names[unit]}", str(level.limit)),
            (f"x-ratelimit-remaining-{names[unit]}", str(level.remaining)),
        )
    )
    return (*levels, *cost)


def _openrouter(standing: Standing, time: float) -> Headers:
    if standing.requests is None:
        return ()
    limit, remaining, resets_in = standing.requests
    reset = math.ceil((time + resets_in) * 1000)
    pairs = (("limit", limit), ("remaining", remaining), ("reset", reset))
    return tuple((f"x-ratelimit-{name}", str(value)) for name, value in pairs)


def _untold(_: Standing, __: float) -> Headers:
    return ()


def _levels(standing: Standing) -> tuple[tuple[str, Level], ...]:
    pairs = (("requests", standing.requests), ("tokens", standing.tokens))
    return tuple((unit, level) for unit, level in pairs if level is not None)


def _whole(seconds: float) -> str:
    return str(math.ceil(round(seconds, 6)))


def _moment(time: float) -> str:
    return datetime.fromtimestamp(math.ceil(round(time, 6)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_SPELLINGS: Mapping[str, Callable[[Standing, float], Headers]] = {
    "anthropic": _anthropic,
    "azure": _azure,
    "bedrock": _untold,
    "deepseek": _untold,
    "gemini": _untold,
    "mistral": _mistral,
    "ollama": _untold,
    "openrouter": _openrouter,
}
