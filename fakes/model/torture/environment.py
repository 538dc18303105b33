"""The environment by which the providers' clients find a fake model server without being told in code."""

import os
from collections.abc import Mapping

PATHS: Mapping[str, str] = {
    "openai": "/v1",
    "responses": "/v1",
    "azure": "",
    "anthropic": "/anthropic",
    "gemini": "/gemini",
    "bedrock": "/bedrock",
    "ollama": "/ollama",
    "mistral": "/mistral",
    "groq": "/groq",
    "openrouter": "/openrouter/api/v1",
    "deepseek": "/deepseek",
}
"""By dialect, what stands behind the root in the base URL that the provider's own client takes."""

# What each client appends decides: groq's own adds /openai/v1, litellm does not; litellm's for Gemini adds /models.
_URLS: Mapping[str, str] = {
    "OPENAI_BASE_URL": PATHS["openai"],
    "OPENAI_API_BASE": PATHS["openai"],
    "AZURE_OPENAI_ENDPOINT": PATHS["azure"],
    "AZURE_API_BASE": PATHS["azure"],
    "ANTHROPIC_BASE_URL": PATHS["anthropic"],
    "ANTHROPIC_API_BASE": PATHS["anthropic"],
    "GOOGLE_GEMINI_BASE_URL": PATHS["gemini"],
    "GEMINI_API_BASE": "/gemini/v1beta",
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": PATHS["bedrock"],
    "AWS_BEDROCK_RUNTIME_ENDPOINT": PATHS["bedrock"],
    "OLLAMA_HOST": PATHS["ollama"],
    "OLLAMA_API_BASE": PATHS["ollama"],
    "MISTRAL_API_BASE": "/mistral/v1",
    "GROQ_BASE_URL": PATHS["groq"],
    "GROQ_API_BASE": "/groq/openai/v1",
    "OPENROUTER_API_BASE": PATHS["openrouter"],
    "DEEPSEEK_API_BASE": PATHS["deepseek"],
}
_KEYS = (
    "OPENAI_API_KEY",
    "AZURE_OPENAI_API_KEY",
    "AZURE_API_KEY",
    "ANTHROPIC_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "MISTRAL_API_KEY",
    "GROQ_API_KEY",
    "OPENROUTER_API_KEY",
    "DEEPSEEK_API_KEY",
)
_VALUES: Mapping[str, str] = {
    "OPENAI_API_VERSION": "2024-10-21",
    "AZURE_API_VERSION": "2024-10-21",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}

CLEARED = (
    "ANTHROPIC_AUTH_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "AZURE_OPENAI_AD_TOKEN",
    "GOOGLE_GENAI_USE_VERTEXAI",
    "MISTRAL_AZURE_API_BASE",
    "MISTRAL_AZURE_API_KEY",
    "OPENAI_ORG_ID",
    "OPENAI_PROJECT_ID",
)
"""Variables that would lead a client elsewhere, or send a real secret: nobody should have them."""


def environment(root: str, key: str) -> dict[str, str]:
    """Return the variables that lead every client to ``root``, with ``key`` wherever a key is wanted.

    openai 2, anthropic, google-genai, botocore, ollama and groq read them; so does litellm 1.106. Mistral's own client
    reads only the key. Proxies are told to leave this machine alone.
    """
    spared = ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1", "localhost")))
    return {
        **{name: root + path for name, path in _URLS.items()},
        **dict.fromkeys(_KEYS, key),
        **_VALUES,
        "NO_PROXY": spared,
        "no_proxy": spared,
    }
