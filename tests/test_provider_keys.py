import pytest

from service.provider_keys import KEY_VARIABLES, PROVIDER_KEYS, ProviderKey, missing_key

PAIRS = [(provider, variable) for provider, key in PROVIDER_KEYS.items() for variable in key.variables]


@pytest.mark.parametrize("provider", PROVIDER_KEYS)
def test_a_provider_without_any_key_lacks_its_own(provider: str) -> None:
    others = KEY_VARIABLES - set(PROVIDER_KEYS[provider].variables)
    assert missing_key(f"{provider}/model", ()) is PROVIDER_KEYS[provider]
    assert missing_key(f"{provider}/model", others) is PROVIDER_KEYS[provider]


@pytest.mark.parametrize(("provider", "variable"), PAIRS)
def test_any_one_of_a_providers_variables_is_enough(provider: str, variable: str) -> None:
    assert missing_key(f"{provider}/model", {variable}) is None


@pytest.mark.parametrize(
    "model", ["ollama/llama3", "bedrock/anthropic.claude", "vertex_ai/gemini", "", "gpt-4o", "OpenAI/x"]
)
def test_a_provider_we_do_not_know_lacks_nothing(model: str) -> None:
    assert missing_key(model, ()) is None


def test_only_the_first_part_of_a_models_name_is_its_provider() -> None:
    assert missing_key("openrouter/openai/gpt-4o", {"OPENROUTER_API_KEY"}) is None
    assert missing_key("openrouter/openai/gpt-4o", {"OPENAI_API_KEY"}) == ProviderKey(
        "OpenRouter", ("OPENROUTER_API_KEY",)
    )


def test_every_variable_belongs_to_one_provider() -> None:
    assert len({variable for _, variable in PAIRS}) == len(PAIRS)
    assert {variable for _, variable in PAIRS} == KEY_VARIABLES


def test_no_two_providers_share_a_name() -> None:
    assert len({key.name for key in PROVIDER_KEYS.values()}) == len(PROVIDER_KEYS)
