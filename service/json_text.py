"""JSON as JavaScript's JSON.stringify writes it, so that our bytes equal those of the AI SDK's own server."""

import json
import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from json.encoder import encode_basestring

from service.field import JSON

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def encode(value: JSON) -> bytes:
    r"""Return compact UTF-8: only quotes, backslashes, control characters and lone surrogates are escaped.

    A model may split an emoji over two deltas; each half is then a lone surrogate, which has no UTF-8 and leaves as
    ``\ud83d`` (ECMA-262, well-formed JSON.stringify).

    Raises:
        ValueError: a number is not finite; JSON has no word for it.
    """
    # Surrogates are all that UTF-8 refuses, and Python's backslash form of them is JSON's own escape.
    return (encode_basestring(value) if type(value) is str else _encode(value)).encode(errors="backslashreplace")


def encode_texts(texts: Sequence[str], between: str) -> bytes:
    """Return what ``encode`` makes of each text, with ``between`` between two: one pass for all of them."""
    return _texts_encoder(between)(texts)[1:-1].encode(errors="backslashreplace")


@lru_cache(maxsize=16)
def _texts_encoder(between: str) -> Callable[[Sequence[str]], str]:
    # To the encoder they are an array, whose commas may be spelled otherwise.
    return json.JSONEncoder(ensure_ascii=False, separators=(between, ":")).encode


def decode(data: bytes | str) -> JSON:
    """Return the document in ``data``, UTF-8 with or without a byte order mark.

    Raises:
        ValueError: not UTF-8, not JSON, a NaN or an Infinity (written out or as 1e999), or nested too deeply.
    """
    text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    try:
        document: JSON = _decode(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return document


def _finite(text: str) -> float:
    """Return the number; one that we could read but never write again is refused."""
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


# Made once: json.loads makes one for each document.
_decode = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite).decode
