"""Which requests the lean lane knows: the bytes that it asks them in are compared in test_same_bytes.py."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from service.providers.endpoint import Endpoint
from service.providers.lean.asking import Asking
from service.providers.lean.step_aside import KeyMissing, StepAside
from tests.providers.asking import request_to
from tests.providers.lean.test_same_bytes import ENVIRONMENT

KEY = Endpoint(api_key="k-openai")


def reason(model: str, variables: Mapping[str, str] | None = None, *, endpoint: Endpoint = KEY) -> str:
    with pytest.raises(StepAside) as caught:
        Asking(endpoint, ENVIRONMENT | dict(variables or {})).question(request_to(model))
    return str(caught.value)


@pytest.mark.parametrize(
    "model", ["anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash", "gpt-4o", "openai/", "xai/a"]
)
def test_a_provider_that_is_not_known_is_left_to_litellm(model: str) -> None:
    assert reason(model) == f"the provider {model.partition('/')[0]} is not known"


@pytest.mark.parametrize(
    "model",
    [
        "openai/gpt-5",
        "openai/GPT-5-mini",
        "openai/gpt-6.1-sol",
        "openai/gpt-10",
        "openai/openai/gpt-5",
        "openai/o1",
        "openai/o3-mini",
        "openai/codex-mini-latest",
        "openai/gpt-3.5-turbo-instruct",
        "openai/responses/gpt-4o",
        "openai/o3-deep-research",
        "azure/gpt-5",
        "azure/our-o3",
        "azure/gpt5_series/ours",
        "azure/gpt-35-turbo",
        "azure/mistral-large",
        "azure/command-r-plus",
        "azure/claude-sonnet-4-5",
        "azure/a b",
        "mistral/magistral-small-latest",
        "openrouter/auto",
        "openrouter/openrouter/auto",
    ],
)
def test_a_model_whose_requests_are_rewritten_is_left_to_litellm(model: str) -> None:
    assert reason(model) == f"requests to {model} are rewritten"


PLACES = {
    "openai": ("openai/gpt-4o", {"OPENAI_BASE_URL": "https://user@a.test"}),
    "a whole path": ("groq/m", {"GROQ_API_BASE": "https://a.test/v1/chat/completions"}),
    "azure's path": ("azure/m", {"AZURE_API_BASE": "https://a.test/openai/v1"}),
    "azure, nowhere": ("azure/m", {"AZURE_API_BASE": ""}),
    "vllm, nowhere": ("hosted_vllm/m", {"HOSTED_VLLM_API_BASE": ""}),
}


@pytest.mark.parametrize(("model", "variables"), PLACES.values(), ids=PLACES)
def test_an_address_that_is_not_plain_is_left_to_litellm(model: str, variables: dict[str, str]) -> None:
    assert reason(model, variables) == "the provider's address is not plain"


@pytest.mark.parametrize("version", ["preview", "v1", "latest", "2024-08-06", "2024-10-21-beta"])
def test_azures_other_versions_are_left_to_litellm(version: str) -> None:
    assert reason("azure/m", {"AZURE_API_VERSION": version}) == f"Azure's API version {version} is not known"


def test_a_proxy_and_a_strange_variable_are_left_to_litellm() -> None:
    assert reason("openai/gpt-4o", {"HTTPS_PROXY": "http://p"}) == "a proxy is set"
    assert reason("openai/gpt-4o", {"OPENAI_ORGANIZATION": "org"}) == "OPENAI_ORGANIZATION is set"


def test_how_much_is_to_be_thought_is_left_to_litellm() -> None:
    with pytest.raises(StepAside, match=r"^REASONING_EFFORT is set$"):
        Asking(KEY, ENVIRONMENT).question(replace(request_to("openai/gpt-4o"), reasoning_effort="low"))


@pytest.mark.parametrize(
    ("model", "variables"),
    [("openai/gpt-4o", {}), ("groq/m", {"GROQ_API_KEY": ""}), ("azure/m", {"AZURE_API_KEY": ""})],
)
def test_a_missing_key_is_told_apart(model: str, variables: dict[str, str]) -> None:
    with pytest.raises(KeyMissing):
        Asking(Endpoint(), ENVIRONMENT | variables).question(request_to(model))
    assert reason("openai/gpt-4o", endpoint=Endpoint(api_key="a key")) == "the provider's key is not set"


def test_a_question_shows_no_key() -> None:
    assert "k-openai" not in repr(Asking(KEY, {}).question(request_to("openai/gpt-4o")))
