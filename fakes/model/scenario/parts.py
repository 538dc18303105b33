"""The parts of a saying, as they are written in a scenario."""

import json
from collections.abc import Callable, Mapping
from typing import NoReturn

from fakes.model import compact_json
from fakes.model.field import Field
from fakes.model.saying import Call, Part, Reasoning, RedactedReasoning, Refusal, Text
from fakes.model.script import check_keys


def read_parts(field: Field) -> tuple[Part, ...]:
    """Read what is said: a text, or a list of parts.

    Raises:
        FieldError: a part is unknown, or holds what it must not.
    """
    if isinstance(field.value, str):
        return (Text(field.string()),)
    return tuple(map(_read_part, field.items()))


def arguments_complaint(arguments: str) -> str:
    """Return what is wrong with a call's arguments; empty where they are a JSON object."""
    try:
        value = json.loads(arguments, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return f"is not JSON: {error}"
    return "" if isinstance(value, dict) else "is JSON, but no object"


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _read_part(field: Field) -> Part:
    for kind, (read, besides) in _KINDS.items():
        if kind in field.keys():  # noqa: SIM118 - a method of its own, not a dict's
            check_keys(field, kind, *besides)
            return read(field)
    check_keys(field, *_KINDS)
    raise field.fail(f"must have one of {', '.join(_KINDS)}")


def _read_reasoning(field: Field) -> Part:
    signature, aloud = field.get("signature"), field.get("aloud")
    return Reasoning(
        field.require("reasoning").string(),
        signature.string() if signature else "",
        aloud=aloud.boolean() if aloud else False,
    )


def _read_call(field: Field) -> Part:
    call = field.require("call")
    check_keys(call, "name", "arguments", "id", "unoffered")
    arguments, call_id, unoffered = (call.get(name) for name in ("arguments", "id", "unoffered"))
    return Call(
        call.require("name").string(),
        _arguments(arguments) if arguments else "{}",
        call_id.string() if call_id else "",
        unoffered=unoffered.boolean() if unoffered else False,
    )


def _arguments(field: Field) -> str:
    if isinstance(field.value, str):
        return field.value
    field.keys()
    return compact_json.encode(field.value).decode()


_KINDS: Mapping[str, tuple[Callable[[Field], Part], tuple[str, ...]]] = {
    "text": (lambda field: Text(field.require("text").string()), ()),
    "reasoning": (_read_reasoning, ("signature", "aloud")),
    "redacted_reasoning": (lambda field: RedactedReasoning(field.require("redacted_reasoning").string()), ()),
    "call": (_read_call, ()),
    "refusal": (lambda field: Refusal(field.require("refusal").string()), ()),
}
