"""pydantic's findings about a payload -> one InvalidRequest, in our words: the place, and what must stand there.

pydantic's own messages quote what the client sent, and change from release to release; its error types are stable.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from service.errors import InvalidRequest
from service.field import Field

_KINDS: Mapping[str, str] = {
    "string": "a string",
    "bytes": "a string",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "finite_number": "a number",
    "bool": "a boolean",
    "list": "an array",
    "tuple": "an array",
    "set": "an array",
    "frozen_set": "an array",
    "iterable": "an array",
    "dict": "an object",
    "mapping": "an object",
    "model": "an object",
    "dataclass": "an object",
    "none_required": "null",
    "datetime": "a date and time",
    "date": "a date",
    "time_delta": "a duration",
    "time": "a time",
    "uuid": "a UUID",
    "url": "a URL",
}
"""By the beginning of the error's type; the longest one counts."""

_COMPLAINTS: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "unexpected_keyword_argument": "is not known here",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must match {pattern}",
    "too_short": "must have at least {min_length} items",
    "too_long": "must have at most {max_length} items",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "json_invalid": "is nested too deeply",
}
"""By the error's whole type, with what the payload's own type says."""

_MAX_NAME = 100
"""A hostile name is not echoed in full."""


class Finding(TypedDict, total=False):
    """What is read of one of pydantic's errors."""

    type: str
    loc: tuple[str | int, ...]
    ctx: dict[str, Any]


def refusal(payload: Field, findings: Sequence[Finding]) -> InvalidRequest:
    """Return the error that says what is wrong with the payload: its first fault, with all that may stand there."""
    first, *others = findings
    place = _place(payload, first)
    if first["type"] in _COMPLAINTS:
        return place.fail(_COMPLAINTS[first["type"]].format_map(first.get("ctx", {})))
    # A union finds fault once for each of its members.
    together = [first, *(finding for finding in others if _place(payload, finding).path == place.path)]
    kinds = list(dict.fromkeys(filter(None, map(_kind, together))))
    if not kinds:
        return place.fail("is not valid")
    wanted = " or ".join(kinds)
    return place.mismatch(wanted) if _is_of_another_type(first) else place.fail(f"must be {wanted}")


def _kind(finding: Finding) -> str | None:
    beginnings = [name for name in _KINDS if finding["type"].startswith(name)]
    return _KINDS[max(beginnings, key=len)] if beginnings else None


def _is_of_another_type(finding: Finding) -> bool:
    # A number that is not whole would be told that it is a number.
    return finding["type"].endswith("_type") and not finding["type"].startswith("int")


def _place(payload: Field, finding: Finding) -> Field:
    """Return where the fault is; steps that are no place in the document, but members of a union, are passed over."""
    place = _walk(payload, finding["loc"])
    if finding["type"] != "missing":
        return place
    last = finding["loc"][-1]
    return Field(None, place.below(last) if isinstance(last, str) else f"{place.path}[{last}]")


def _walk(place: Field, steps: Iterable[str | int]) -> Field:
    for step in steps:
        match place.value, step:
            case dict() as members, str() as name if name in members:
                place = Field(members[name], place.below(name[:_MAX_NAME]))
            case list() as items, int() as index if index < len(items):
                place = Field(items[index], f"{place.path}[{index}]")
            case _:
                pass
    return place
