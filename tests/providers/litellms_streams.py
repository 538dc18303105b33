"""litellm's own iterators, made as litellm makes them, over no response or over one of ours."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from service.providers.litellm_beneath import BEDROCK, DECODERS


def litellms(name: str) -> Any:  # noqa: ANN401 - litellm's
    """Return what litellm has by this name, module and all."""
    module, _, member = name.rpartition(".")
    return getattr(import_module(module), member)


def stream_of(provider: str, lines: object = None) -> Any:  # noqa: ANN401 - litellm's
    """Return the iterator for the provider, whose name stands in its module's, over these lines."""
    (name,) = (name for name in DECODERS if f".{provider}." in name)
    # Gemini's asks what it was asked.
    logging = {"logging_obj": SimpleNamespace(optional_params={})} if provider == "gemini" else {}
    return litellms(name)(streaming_response=lines, sync_stream=False, **logging)


def bedrocks_decoder() -> Any:  # noqa: ANN401 - litellm's
    """Return what decodes Bedrock's messages."""
    return litellms(BEDROCK)("m")
