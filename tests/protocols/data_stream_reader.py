"""A strict reader of the data stream, by hand and from the rules that ai 4's client follows: nothing of it is ours.

It also refuses fields that nobody documented, and whatever comes in an order in which the SDK's own server never sends.
Source: ``parseDataStreamPart`` and ``processChatResponse`` of @ai-sdk/ui-utils 1.2.11, and its releases since 1.1.0.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Part = tuple[str, Any]
Check = Callable[[Any], bool]

CLIENTS: Mapping[str, frozenset[str]] = {"4.1": frozenset("02389abcdef"), "4.3": frozenset("02389abcdefghijk")}
"""A release, and the codes that it knows: 4.1.0 knows neither thoughts nor sources nor files."""


class Unreadable(Exception):
    """The client would show an error, or something wrong."""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_anything(_value: object) -> bool:
    return True


def _is_count(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _is_usage(value: object) -> bool:
    return isinstance(value, dict) and list(map(_is_count, value.values())) == [True, True]


def _record(needed: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    known = {**needed, **(optional or {})}

    def check(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
        return (
            isinstance(value, dict)
            and needed.keys() <= value.keys() <= known.keys()
            and all(known[name](member) for name, member in value.items())
        )

    return check


_REASONS = frozenset({"stop", "length", "content-filter", "tool-calls", "error", "other", "unknown"})
_FINISH: dict[str, Check] = {"finishReason": _REASONS.__contains__, "usage": _is_usage}
_CALL: dict[str, Check] = {"toolCallId": _is_text}

_SHAPES: Mapping[str, Check] = {
    "0": _is_text,
    "2": _is_list,
    "3": _is_text,
    "8": _is_list,
    "9": _record({**_CALL, "toolName": _is_text, "args": _is_object}),
    "a": _record({**_CALL, "result": _is_anything}),
    "b": _record({**_CALL, "toolName": _is_text}),
    "c": _record({**_CALL, "argsTextDelta": _is_text}),
    "d": _record(_FINISH),
    "e": _record({**_FINISH, "isContinued": lambda value: value is False}),
    "f": _record({"messageId": _is_text}),
    "g": _is_text,
    "h": _record(
        {"sourceType": lambda value: value == "url", "id": _is_text, "url": _is_text},
        {"title": _is_text},
    ),
    "i": _record({"data": _is_text}),
    "j": _record({"signature": _is_text}),
    "k": _record({"data": _is_text, "mimeType": _is_text}),
}


def read(body: bytes, client: str, answered: Iterable[str] = ()) -> list[Part]:
    """Return the parts of a whole stream.

    Args:
        body: all of it.
        client: which of ``CLIENTS`` reads it.
        answered: calls that the message had before, and that still wait for their result.

    Raises:
        Unreadable: the client would not show what was meant.
    """
    *lines, rest = body.decode().split("\n")
    if rest:
        raise Unreadable("the last line has no end")
    parts = [_part(line, CLIENTS[client]) for line in lines]
    message = _Message(dict.fromkeys(answered, "ready"))
    for part in parts:
        message.take(part)
    if not message.over:
        raise Unreadable("no verdict")
    return parts


def _part(line: str, known: frozenset[str]) -> Part:
    code, colon, text = line.partition(":")
    if not colon or code not in known or "\r" in line:
        raise Unreadable(f"not a part: {line!r}")
    value = _json(text)
    if not _SHAPES[code](value):
        raise Unreadable(f"the wrong shape: {line}")
    return code, value


def _json(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise Unreadable(text) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Unreadable(f"a key twice in {[key for key, _ in pairs]}")
    return members


def _refuse(constant: str) -> None:
    raise Unreadable(constant)


@dataclass
class _Message:
    """What is open.

    Attributes:
        calls: how far each call is: streaming, ready, done.
        before: the part before.
    """

    calls: dict[str, str]
    in_step: bool = False
    over: bool = False
    before: Part = ("", None)

    def take(self, part: Part) -> None:
        code, value = part
        self._check(not self.over, part, "after the verdict")
        if code in "ef":
            self._check(self.in_step == (code == "e"), part, "steps do not nest")
            self._check("streaming" not in self.calls.values(), part, "while arguments are coming")
            self.in_step = not self.in_step
        elif code in "d3":
            self._check(not self.in_step, part, "while a step is open")
            self._check(code == "d" or self.before[0] == "2", part, "without a code before it")
            self.over = True
        elif code not in "28":
            # What a tool did may be told at any time, so that an approved call's result needs no step.
            self._check(self.in_step or code == "a", part, "outside of a step")
            if code in "9abc":
                self._call(part, value["toolCallId"])
            self._check(code not in "0g" or value != "", part, "empty")
        self.before = part

    def _call(self, part: Part, call_id: str) -> None:
        state = self.calls.get(call_id, "unknown")
        allowed, then = _CALLS[part[0]]
        if isinstance(result := part[1].get("result"), dict) and result.keys() == {"error"}:
            # Of a call that can't be made no more is told than how it began.
            allowed = (*allowed, "streaming")
        self._check(state in allowed, part, f"for a call that is {state}")
        self.calls[call_id] = then

    def _check(self, holds: bool, part: Part, complaint: str) -> None:  # noqa: FBT001 - an assertion's argument
        if not holds:
            raise Unreadable(f"{part} {complaint}")


_CALLS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "b": (("unknown",), "streaming"),
    "c": (("streaming",), "streaming"),
    "9": (("unknown", "streaming"), "ready"),
    "a": (("ready",), "done"),
}
"""A code, how far the call must be, and how far it is then."""
