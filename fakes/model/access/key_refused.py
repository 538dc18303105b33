"""The refusal of a request for its key."""

from collections.abc import Mapping
from typing import Literal

from fakes.model.access.credentials import masked
from fakes.model.api_error import ApiError

Fate = Literal["missing_key", "invalid_key", "expired_key"]
"""What is wrong with the key of a request. It is the error's code, which every API words in its own way."""

_UNAUTHORIZED = 401
_WORDS: Mapping[Fate, str] = {
    "missing_key": "No API key was given.",
    "invalid_key": "The API key '{}' is not valid.",
    "expired_key": "The API key '{}' has expired.",
}


class KeyRefused(ApiError):
    """A key is missing, not known, or has expired: its ``fate``. ``shown`` is it as an error may show it: masked."""

    def __init__(self, fate: Fate, key: str = "") -> None:
        self.fate: Fate = fate
        self.shown = masked(key)
        super().__init__(_UNAUTHORIZED, _WORDS[fate].format(self.shown), code=fate)
