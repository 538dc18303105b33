"""JSON that a client has sent, read alike by every release of Python."""

import json
import re
from typing import NoReturn

DEEPEST = 100
"""How deep objects and arrays may stand in each other.

How much the standard library takes differs by release (3.11: less than 1,000, 3.13: about 10,000), and so does how deep
our own functions may call themselves. Nothing that a model is asked comes near.
"""

_OPEN = "[{"
# A whole string, in which brackets are none, or a bracket. Only valid JSON is looked at, so every string ends.
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]')


def read(text: str) -> object:
    """Return what a text says.

    Raises:
        ValueError: it is not JSON (NaN and Infinity are not), or it is nested more than ``DEEPEST`` deep.
    """
    try:
        document: object = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise _too_deep() from None
    # Most texts have too few brackets to be deep, and counting them costs next to nothing.
    if sum(map(text.count, _OPEN)) > DEEPEST:
        _check_depth(text)
    return document


def _check_depth(text: str) -> None:
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        sign = found[0]
        if sign in _OPEN:
            depth += 1
            if depth > DEEPEST:
                raise _too_deep()
        elif sign[0] != '"':
            depth -= 1


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _too_deep() -> ValueError:
    return ValueError(f"it is nested more than {DEEPEST} deep")
