import re

import pytest

from fakes.model.real_keys import PATTERN, looks_real

REAL = {
    "openai": "sk-9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQkP",
    "openai of a project": "sk-proj-9aZ8bY7cX6dW_5eV4fU3gT2-hS1iR0jQkP",
    "anthropic": "sk-ant-api03-9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQ",
    "openrouter": "sk-or-v1-9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d",
    "google": "AIzaSy9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQkPl",
    "googleoauth": "ya29.a0AfH6SM9aZ8bY7cX6dW5eV4",
    "groq": "gsk_9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQ",
    "xai": "xai-9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQ",
    "aws": "AKIAIOSFODNN7QRSTUVW",
    "aws for a while": "ASIAIOSFODNN7QRSTUVW",
    "bedrock": "ABSKQmVkcm9ja0FQSUtleS05YVo4Ylk3Y1g2ZFc1ZVY0ZlUz",
    "huggingface": "hf_9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQ",
    "perplexity": "pplx-9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQ",
    "replicate": "r8_9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQ",
    "nvidia": "nvapi-9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQ",
    "github": "ghp_9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQ",
    "jwt": "eyJhbGciOiJIUzI1.eyJzdWIiOiI5YVo4.SflKxwRJSMeKKF2QT4",
}
NAMELESS = {"mistral": "9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQkP", "azure": "4f1e0d9c8b7a6f5e4d3c2b1a0f9e8d7c"}


@pytest.mark.parametrize("key", [*REAL.values(), *NAMELESS.values()], ids=[*REAL, *NAMELESS])
@pytest.mark.parametrize("scheme", ["", "Bearer ", "bearer  ", "Key "])
def test_a_key_of_a_provider_looks_real(key: str, scheme: str) -> None:
    assert looks_real(f"{scheme}{key}")


PRETENDED = [
    "",
    "any",
    "EMPTY",
    "not-needed",
    "sk-1",
    "sk-test-9aZ8bY7cX6dW5eV4fU3gT2hS1iR0jQkP",
    "sk-fake9aZ8bY7cX6dW5eV4fU3gT2hS1iR0",
    "sk-your-key-here-9aZ8bY7cX6dW5eV4",
    "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxx1",
    "AKIAIOSFODNN7EXAMPLE",
    "fake-session-9aZ8bY7cX6dW5eV4fU3gT2",
    "a-name-of-many-words-without-any-number",
    "00001111000011110000111100001111a",
]


@pytest.mark.parametrize("key", PRETENDED)
def test_a_key_that_says_it_is_made_up_does_not(key: str) -> None:
    assert not looks_real(f"Bearer {key}")


@pytest.mark.parametrize(("kind", "key"), REAL.items(), ids=REAL)
@pytest.mark.parametrize(
    "text",
    ["{}", "my key: {}.", '"{}"', "\\n{}", "\\u000a{}", "%3D{}", "({})", "key={}&x=1"],
    ids=["alone", "a sentence", "quoted", "escape", "number", "url", "brackets", "query"],
)
def test_every_kind_is_found_wherever_it_stands(kind: str, key: str, text: str) -> None:
    found = re.search(PATTERN, text.format(key))

    assert found is not None
    assert (found[0], found.lastgroup) == (key, kind.partition(" ")[0])
    assert re.search(PATTERN.encode(), text.format(key).encode())


WORDS = [
    "task-1234567890123456789",
    "sk-learn-pipelines-and-other-things",
    "the risk-2024-report-of-many-pages",
    "Bearer of very-long-bad-news-from-afar",
    "AIza",
    "the hf_transformers_library_of_models",
    "xAKIAIOSFODNN7QRSTUVW",
    "AKIAIOSFODNN7QRSTUVWX",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_are_not_taken_for_keys(text: str) -> None:
    assert re.search(PATTERN, text) is None


def test_a_bearer_token_without_a_shape_is_found() -> None:
    found = re.search(PATTERN, "authorization: Bearer abc.def-0123456789")

    assert found is not None
    assert (found[0], found.lastgroup) == ("abc.def-0123456789", "bearer")
