"""JSON as a model API writes it: no spaces, no needless escapes, UTF-8."""

import json
from functools import lru_cache

# Made once: every event of every stream passes through it.
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def encode(value: object) -> bytes:
    r"""Return ``value`` as compact JSON. A lone surrogate, which UTF-8 cannot hold, leaves escaped as ``\udXXX``."""
    # Surrogates are all that UTF-8 refuses, and Python's backslash form of them is JSON's own escape.
    return _ENCODER.encode(value).encode(errors="backslashreplace")


@lru_cache(maxsize=32)
def encode_texts(texts: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return each text as ``encode`` would. What is said often is remembered."""
    return tuple(map(encode, texts))
