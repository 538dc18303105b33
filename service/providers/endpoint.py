"""Where OpenAI's models live, and the key to them."""

from typing import ClassVar

from service.discreet import Discreet


class Endpoint(Discreet, frozen=True, kw_only=True):
    """Where ``openai/`` models live; None leaves it to the environment's variables, as litellm names them."""

    hidden: ClassVar[frozenset[str]] = frozenset({"api_key"})

    base_url: str | None = None
    api_key: str | None = None
