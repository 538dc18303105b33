"""Which model answers: the request's wish, where it is allowed, else the setting; never one whose key is missing."""

from collections.abc import Collection

from msgspec import Struct

from service.errors import ModelNotAllowed, NotConfigured
from service.provider_keys import missing_key

_FAKE = "fake/"
_MAX_NAME_IN_MESSAGE = 200
"""A hostile name is not echoed in full."""


def with_provider(model: str) -> str:
    """Return ``provider/name``; a bare name is OpenAI's."""
    return model if "/" in model else f"openai/{model}"


def faked(model: str) -> str:
    """Return how the fake is asked: in OpenAI's dialect, whoever it stands in for, and told the whole name."""
    return model if model.startswith("openai/") else f"openai/{model}"


class ModelChoice(Struct, frozen=True, kw_only=True):
    """The rules.

    Attributes:
        default: the model where a request names none.
        allowed: further models that a request may name.
        keys: names of the key variables that are set.
        faking: whether the fake model answers for all of them; then requests may also name any ``fake/…``.
    """

    default: str
    allowed: Collection[str]
    keys: Collection[str]
    faking: bool

    def choose(self, wish: str | None) -> str:
        """Return the model to ask, as litellm spells it.

        Raises:
            ModelNotAllowed: the wish is not among the allowed models.
            NotConfigured: the provider's key is missing.
        """
        model = self._granted(wish)
        if self.faking:
            return faked(model)
        self.require_key(model)
        return model

    def require_key(self, model: str) -> None:
        """Raise NotConfigured if the provider's key is missing."""
        lacking = missing_key(model, self.keys)
        if lacking is not None:
            raise NotConfigured(f"{lacking.name} API key not configured")

    def _granted(self, wish: str | None) -> str:
        if wish is None:
            return self.default
        if self.faking and wish.startswith(_FAKE):
            return wish
        model = with_provider(wish)
        if model != self.default and model not in self.allowed:
            raise ModelNotAllowed(wish[:_MAX_NAME_IN_MESSAGE])
        return model
