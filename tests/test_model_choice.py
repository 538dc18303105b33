from collections.abc import Collection

import pytest

from service.errors import ModelNotAllowed, NotConfigured
from service.model_choice import ModelChoice, with_provider

MINI = "openai/gpt-4o-mini"
ALLOWED = ("openai/gpt-4o", "anthropic/claude-sonnet-4", "ollama/llama3")
ALL_KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY")


def real(keys: Collection[str] = ALL_KEYS, default: str = MINI) -> ModelChoice:
    return ModelChoice(default=default, allowed=ALLOWED, keys=keys, faking=False)


def faking(default: str = MINI) -> ModelChoice:
    return ModelChoice(default=default, allowed=ALLOWED, keys=(), faking=True)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("gpt-4o", "openai/gpt-4o"),
        ("openai/gpt-4o", "openai/gpt-4o"),
        ("anthropic/claude", "anthropic/claude"),
        ("openrouter/openai/gpt-4o", "openrouter/openai/gpt-4o"),
        ("/gpt-4o", "/gpt-4o"),
    ],
)
def test_a_bare_name_is_openais(model: str, name: str) -> None:
    assert with_provider(model) == name


@pytest.mark.parametrize(
    ("wish", "model"),
    [
        (None, MINI),
        ("gpt-4o-mini", MINI),
        (MINI, MINI),
        ("gpt-4o", "openai/gpt-4o"),
        ("openai/gpt-4o", "openai/gpt-4o"),
        ("anthropic/claude-sonnet-4", "anthropic/claude-sonnet-4"),
        ("ollama/llama3", "ollama/llama3"),
    ],
)
def test_a_wish_is_granted_where_it_is_allowed(wish: str | None, model: str) -> None:
    assert real().choose(wish) == model


NOT_ALLOWED = ["gpt-5", "openai/gpt-5", "anthropic/gpt-4o", "claude-sonnet-4", "GPT-4o", "gpt-4o ", "", "\ud83d"]


@pytest.mark.parametrize("wish", [*NOT_ALLOWED, "fake/hello"], ids=ascii)
def test_any_other_wish_is_refused_by_name(wish: str) -> None:
    with pytest.raises(ModelNotAllowed) as caught:
        real().choose(wish)
    assert caught.value.message == f"Model not allowed: {wish}"


@pytest.mark.parametrize("wish", NOT_ALLOWED, ids=ascii)
def test_a_wish_for_a_real_model_is_refused_while_faking_too(wish: str) -> None:
    with pytest.raises(ModelNotAllowed):
        faking().choose(wish)


def test_a_hostile_wish_is_not_echoed_in_full() -> None:
    with pytest.raises(ModelNotAllowed) as caught:
        real().choose("x" * 100_000)
    assert caught.value.message == f"Model not allowed: {'x' * 200}"


@pytest.mark.parametrize(
    ("wish", "keys", "message"),
    [
        (None, (), "OpenAI API key not configured"),
        (None, ("ANTHROPIC_API_KEY",), "OpenAI API key not configured"),
        ("anthropic/claude-sonnet-4", ("OPENAI_API_KEY",), "Anthropic API key not configured"),
    ],
)
def test_a_model_whose_key_is_missing_is_not_chosen(wish: str | None, keys: Collection[str], message: str) -> None:
    with pytest.raises(NotConfigured) as caught:
        real(keys).choose(wish)
    assert caught.value.message == message


def test_a_refused_wish_does_not_tell_which_keys_there_are() -> None:
    with pytest.raises(ModelNotAllowed):
        real(keys=()).choose("anthropic/other")


def test_a_model_that_needs_no_key_is_chosen_without_one() -> None:
    assert real(keys=()).choose("ollama/llama3") == "ollama/llama3"
    real(keys=()).require_key("ollama/llama3")


@pytest.mark.parametrize(
    ("wish", "model"),
    [
        (None, MINI),
        ("gpt-4o", "openai/gpt-4o"),
        ("anthropic/claude-sonnet-4", "openai/anthropic/claude-sonnet-4"),
        ("fake/plain-text", "openai/fake/plain-text"),
        ("fake/", "openai/fake/"),
    ],
)
def test_the_fake_needs_no_key_and_is_told_the_whole_name(wish: str | None, model: str) -> None:
    assert faking().choose(wish) == model


def test_the_fake_may_stand_in_for_another_providers_default() -> None:
    assert faking(default="anthropic/claude").choose(None) == "openai/anthropic/claude"


@pytest.mark.parametrize(
    ("choice", "ready"),
    [
        (real(), "yes"),
        (real(keys=("OPENAI_API_KEY",)), "yes"),
        (real(keys=("ANTHROPIC_API_KEY",)), "no"),
        (real(keys=()), "no"),
        (real(keys=(), default="ollama/llama3"), "yes"),
        (faking(), "yes"),
    ],
    ids=["all keys", "the key", "another key", "no key", "no key needed", "faking"],
)
def test_it_is_ready_when_the_default_can_be_asked(choice: ModelChoice, ready: str) -> None:
    if ready == "yes":
        assert choice.choose(None).endswith(choice.default)
    else:
        with pytest.raises(NotConfigured):
            choice.choose(None)
