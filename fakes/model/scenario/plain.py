"""Data from a file, made sure to be what JSON can say; in Python files, functions where functions may stand."""

import math
import re
from collections.abc import Mapping

from fakes.model.field import FieldError
from fakes.model.scenario.builder import Draft

_FUNCTION_PLACES = re.compile(r".*\.(match\.predicate|say|choices\[\d+\])")


def plain(value: object, path: str = "") -> object:
    """Return a value made of dicts, lists, texts, numbers, booleans, null and functions; drafts and tuples become such.

    Raises:
        FieldError: something else is in it, or a function stands where none can.
    """
    if isinstance(value, Draft):
        return plain(value.document, path)
    if isinstance(value, Mapping):
        return {_key(key, path): plain(item, f"{path}.{key}" if path else str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, float) and not math.isfinite(value):
        raise FieldError(path, f"is {value}, for which JSON has no form", "invalid_type")
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if callable(value) and _FUNCTION_PLACES.fullmatch(path):
        return value
    place = ", and functions may stand only in 'match.predicate', 'say' and 'choices'" if callable(value) else ""
    raise FieldError(path, f"holds a {type(value).__name__}, for which JSON has no form{place}", "invalid_type")


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise FieldError(path, f"has the key {key!r}, which is no text", "invalid_type")
    return key
