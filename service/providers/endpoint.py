"""Where OpenAI's models live, and the key to them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where ``openai/`` models live; None leaves it to the environment's variables, as litellm names them."""

    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
