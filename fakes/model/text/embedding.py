"""Text -> a vector of length 1 that looks like an embedding: texts that share words and letters lie near each other."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator

from fakes.model.text.known_signs import known

_WORD = re.compile(r"\w+")
_GRAM = 3
_WORD_WEIGHT = 4
_GRAM_WEIGHT = 1
_PLACES = 8
"""How many dimensions a feature has a say in."""


def embed(text: str, dimensions: int, seed: str) -> tuple[float, ...]:
    """Return the vector of a text. It follows from the arguments alone, to the last bit, in every release of Python.

    ``dimensions`` is at least 1. Case and the space around words do not count; another ``seed`` is another model.
    """
    # Integers up to the one division: a sum of floats would depend on the order and the release.
    totals = [0] * dimensions
    for feature, weight in _features(text):
        named = f"{seed}\0{feature}".encode(errors="backslashreplace")
        digest = hashlib.blake2b(named, digest_size=4 * _PLACES).digest()
        for place in range(0, len(digest), 4):
            number = int.from_bytes(digest[place : place + 4])
            totals[(number >> 1) % dimensions] += weight if number & 1 else -weight
    if not any(totals):
        totals[0] = 1
    length = math.sqrt(sum(total * total for total in totals))
    return tuple(total / length for total in totals)


def _features(text: str) -> Iterator[tuple[str, int]]:
    words = _WORD.findall(known(text.lower())) or [text]
    for word, times in Counter(words).items():
        yield f"w{word}", _WORD_WEIGHT * times
        framed = f"<{word}>"
        for at in range(max(1, len(framed) - _GRAM + 1)):
            yield f"g{framed[at : at + _GRAM]}", _GRAM_WEIGHT * times
