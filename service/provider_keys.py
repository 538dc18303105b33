"""Which environment variable holds which provider's key (litellm 1.106.2's names)."""

from collections.abc import Collection, Mapping

from msgspec import Struct


class ProviderKey(Struct, frozen=True):
    """A provider's name for people, and the variables of which one must be set."""

    name: str
    variables: tuple[str, ...]


PROVIDER_KEYS: Mapping[str, ProviderKey] = {
    "openai": ProviderKey("OpenAI", ("OPENAI_API_KEY",)),
    "azure": ProviderKey("Azure OpenAI", ("AZURE_API_KEY", "AZURE_AD_TOKEN")),
    "anthropic": ProviderKey("Anthropic", ("ANTHROPIC_API_KEY",)),
    "gemini": ProviderKey("Gemini", ("GEMINI_API_KEY", "GOOGLE_API_KEY")),
    "groq": ProviderKey("Groq", ("GROQ_API_KEY",)),
    "mistral": ProviderKey("Mistral", ("MISTRAL_API_KEY",)),
    "openrouter": ProviderKey("OpenRouter", ("OPENROUTER_API_KEY",)),
    "deepseek": ProviderKey("DeepSeek", ("DEEPSEEK_API_KEY",)),
    "xai": ProviderKey("xAI", ("XAI_API_KEY",)),
    "together_ai": ProviderKey("Together AI", ("TOGETHERAI_API_KEY", "TOGETHER_AI_API_KEY", "TOGETHER_API_KEY")),
    "cohere": ProviderKey("Cohere", ("COHERE_API_KEY", "CO_API_KEY")),
    "perplexity": ProviderKey("Perplexity", ("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY")),
}
"""Providers not listed (Bedrock, Vertex, Ollama, vLLM and more) have no single key; litellm judges them when called."""

KEY_VARIABLES = frozenset(variable for key in PROVIDER_KEYS.values() for variable in key.variables)


def missing_key(model: str, present: Collection[str]) -> ProviderKey | None:
    """Return the key that ``provider/name`` needs and that is not among those present; None if nothing lacks."""
    key = PROVIDER_KEYS.get(model.partition("/")[0])
    return None if key is None or any(variable in present for variable in key.variables) else key
