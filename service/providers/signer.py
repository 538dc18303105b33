"""Who signs a model's thoughts: only they can use them again."""

from typing import Final

ANTHROPIC: Final = "anthropic"
"""As frontends name it in ``providerMetadata``; its signatures hold wherever Claude is hosted."""

_HOSTS = ("bedrock/", "vertex_ai/", "azure_ai/")


def signer_of(model: str) -> str:
    """Return who signs the thoughts of this model; empty for nobody."""
    hosted = model.startswith(_HOSTS) and "claude" in model
    return ANTHROPIC if hosted or model.startswith("anthropic/") else ""
