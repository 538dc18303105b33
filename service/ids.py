"""Where ids and time come from: the only two sources of chance, handed in so that tests can hold them still."""

import secrets
import time
from collections.abc import Callable
from itertools import count

from msgspec import Struct

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LENGTH = 24
"""As many characters as the AI SDK's server gives its message ids (ai 4.3)."""

_FAIR = 256 - 256 % len(_ALPHABET)
"""Bytes below stand for a character, each for as many as any other; the rest are drawn again."""

_CHARACTERS = bytes(ord(_ALPHABET[byte % len(_ALPHABET)]) for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))


def _random_text() -> str:
    text = b""
    while len(text) < _LENGTH:
        # A few more than are needed, so that the system is nearly always asked once.
        text += secrets.token_bytes(_LENGTH + 8).translate(_CHARACTERS, _UNFAIR)
    return text[:_LENGTH].decode()


class Ids(Struct, frozen=True, kw_only=True):
    """Makes the ids that clients see: ``msg-…`` for messages, ``req-…`` for requests."""

    text: Callable[[], str] = _random_text

    def message(self) -> str:
        """Return a new message id."""
        return f"msg-{self.text()}"

    def request(self) -> str:
        """Return a new request id."""
        return f"req-{self.text()}"


def numbered() -> Ids:
    """Return ids that count 1, 2, 3: the same run gives the same bytes."""
    numbers = count(1)
    return Ids(text=lambda: str(next(numbers)))


Clock = Callable[[], float]
"""Seconds from a fixed but unknown moment, never going back."""

monotonic: Clock = time.monotonic
