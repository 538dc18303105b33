"""A strict reader of the UI message stream, by hand and from the rules that clients follow: nothing of it is ours.

It refuses what the strictest release of each generation refuses (before 5.0.217, 6.0.231 and 7.0.32 a chunk with an
unknown field was an error), what would be shown wrongly (a part that stays open), and whatever follows a verdict.
Source: ``uiMessageChunkSchema``, ``processUIMessageStream`` and ``secureJsonParse`` of ai 5.0.0, 5.0.277, 6.0.324 and
7.0.173.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Chunk = dict[str, Any]
Check = Callable[[Any], bool]


class Unreadable(Exception):
    """The client would show an error, or something wrong."""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_true(value: object) -> bool:
    return value is True


def _is_anything(_value: object) -> bool:
    return True


def _is_provider_metadata(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(member, dict) for member in value.values())


def _is_reason(*more: str) -> Check:
    return frozenset({"stop", "length", "content-filter", "tool-calls", "error", "other", *more}).__contains__


@dataclass(frozen=True, slots=True)
class _Shape:
    needed: Mapping[str, Check]
    optional: Mapping[str, Check] = field(default_factory=dict)


def _texts(*names: str) -> dict[str, Check]:
    return dict.fromkeys(names, _is_text)


_SIGNED: dict[str, Check] = {"providerMetadata": _is_provider_metadata}
_METADATA: dict[str, Check] = {"messageMetadata": _is_anything}
_CALL: dict[str, Check] = {**_texts("toolCallId", "toolName"), "input": _is_anything}
_OUTPUT: dict[str, Check] = {**_texts("toolCallId"), "output": _is_anything}

_OLDEST: dict[str, _Shape] = {
    "start": _Shape({}, {**_texts("messageId"), **_METADATA}),
    "start-step": _Shape({}),
    "finish-step": _Shape({}),
    "finish": _Shape({}, _METADATA),
    "message-metadata": _Shape(_METADATA),
    "abort": _Shape({}),
    "error": _Shape(_texts("errorText")),
    **{f"{kind}-{end}": _Shape(_texts("id"), _SIGNED) for kind in ("text", "reasoning") for end in ("start", "end")},
    **{f"{kind}-delta": _Shape(_texts("id", "delta"), _SIGNED) for kind in ("text", "reasoning")},
    "source-url": _Shape(_texts("sourceId", "url"), {**_texts("title"), **_SIGNED}),
    "source-document": _Shape(_texts("sourceId", "mediaType", "title"), {**_texts("filename"), **_SIGNED}),
    "file": _Shape(_texts("url", "mediaType"), _SIGNED),
    "tool-input-start": _Shape(_texts("toolCallId", "toolName")),
    "tool-input-delta": _Shape(_texts("toolCallId", "inputTextDelta")),
    "tool-input-available": _Shape(_CALL, _SIGNED),
    "tool-output-available": _Shape(_OUTPUT),
    "tool-output-error": _Shape(_texts("toolCallId", "errorText")),
}
_LATEST_5 = {
    **_OLDEST,
    "finish": _Shape({}, {**_METADATA, "finishReason": _is_reason("unknown")}),
    "tool-input-error": _Shape({**_CALL, **_texts("errorText")}, _SIGNED),
    "tool-output-available": _Shape(_OUTPUT, {"preliminary": _is_true}),
}
_SINCE_6 = {
    **_LATEST_5,
    "finish": _Shape({}, {**_METADATA, "finishReason": _is_reason()}),
    "abort": _Shape({}, _texts("reason")),
    "tool-approval-request": _Shape(_texts("approvalId", "toolCallId")),
    "tool-output-denied": _Shape(_texts("toolCallId")),
}
CLIENTS: Mapping[str, Mapping[str, _Shape]] = {"5.0.0": _OLDEST, "5": _LATEST_5, "6": _SINCE_6, "7": _SINCE_6}
"""A generation, and the chunks that it knows."""

_DATA = _Shape({"data": _is_anything}, {**_texts("id"), "transient": _is_true})
_ANYWHERE = frozenset({"message-metadata", "data"})
_OUTPUTS = frozenset({"tool-output-available", "tool-output-error", "tool-output-denied"})
_VERDICTS = frozenset({"finish", "abort", "error"})


def read(body: bytes, client: str, answered: Iterable[str] = ()) -> list[Chunk]:
    """Return the chunks of a whole stream.

    Args:
        body: all of it.
        client: which of ``CLIENTS`` reads it.
        answered: calls that the message had before, and that still wait for their output.

    Raises:
        Unreadable: the client would not show what was meant.
    """
    events = body.decode().split("\n\n")
    if events[-2:] != ["data: [DONE]", ""]:
        raise Unreadable("the stream does not end on [DONE] and a blank line")
    chunks = [_chunk(event, CLIENTS[client]) for event in events[:-2]]
    message = _Message(dict.fromkeys(answered, "ready"))
    for chunk in chunks:
        message.take(chunk)
    if not message.over:
        raise Unreadable("no verdict")
    return chunks


def _chunk(event: str, known: Mapping[str, _Shape]) -> Chunk:
    if not event.startswith("data: ") or "\n" in event or "\r" in event:
        raise Unreadable(f"not one line of data: {event!r}")
    chunk = _json(event[6:])
    if not isinstance(chunk, dict) or not isinstance(chunk.get("type"), str):
        raise Unreadable("not an object with a type")
    kind = chunk["type"]
    shape = _DATA if kind.startswith("data-") else known.get(kind)
    if shape is None:
        raise Unreadable(f"unknown type {kind}")
    fields = {name: value for name, value in chunk.items() if name != "type"}
    if missing := shape.needed.keys() - fields:
        raise Unreadable(f"{kind} without {missing}")
    if unknown := fields.keys() - shape.needed.keys() - shape.optional.keys():
        raise Unreadable(f"{kind} with {unknown}")
    for name, value in fields.items():
        if not {**shape.needed, **shape.optional}[name](value):
            raise Unreadable(f"{kind}.{name} is {value!r}")
    return chunk


def _json(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise Unreadable(text) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs) or "__proto__" in members:
        raise Unreadable(f"refused keys among {[key for key, _ in pairs]}")
    maker = members.get("constructor", "")
    if maker is None or (isinstance(maker, dict) and "prototype" in maker):
        raise Unreadable("a constructor's prototype")
    return members


def _refuse(constant: str) -> None:
    raise Unreadable(constant)


@dataclass
class _Message:
    """What is open.

    Attributes:
        calls: how far each call is: its tool's name while its arguments come, ready, asked, wrong, done.
    """

    calls: dict[str, str]
    started: bool = False
    in_step: bool = False
    over: bool = False
    parts: set[tuple[str, str]] = field(default_factory=set)
    named: dict[str, str] = field(default_factory=dict)

    def take(self, chunk: Chunk) -> None:
        kind = "data" if chunk["type"].startswith("data-") else chunk["type"]
        self._check(not self.over, chunk, "after the verdict")
        self._check(self.started == (kind != "start"), chunk, "the message starts once, and first")
        if kind == "start":
            self.started = True
        elif kind in _VERDICTS:
            self._check(not self.in_step, chunk, "while a step is open")
            self.over = True
        elif kind in {"start-step", "finish-step"}:
            self._step(chunk)
        elif kind not in _ANYWHERE:
            # What a tool did may be told at any time, so that an approved call's output needs no step.
            self._check(self.in_step or kind in _OUTPUTS, chunk, "outside of a step")
            self._content(chunk)

    def _step(self, chunk: Chunk) -> None:
        opens = chunk["type"] == "start-step"
        self._check(self.in_step != opens, chunk, "steps do not nest")
        self._check(not self.parts, chunk, "while a part is open")
        self._check("streaming" not in self.calls.values(), chunk, "while arguments are coming")
        self.in_step = opens

    def _content(self, chunk: Chunk) -> None:
        kind, _, what = chunk["type"].rpartition("-")
        if kind in {"text", "reasoning"}:
            part = kind, chunk["id"]
            self._check(
                (part in self.parts) == (what != "start"), chunk, "a part is opened once, then grows, then ends"
            )
            if what == "start":
                self.parts.add(part)
            elif what == "end":
                self.parts.remove(part)
        elif kind.startswith("tool-"):
            self._call(chunk)

    def _call(self, chunk: Chunk) -> None:
        kind, call_id = chunk["type"], chunk["toolCallId"]
        state = self.calls.get(call_id, "unknown")
        allowed, then = _CALLS[kind]
        self._check(state in allowed, chunk, f"for a call that is {state}")
        if "toolName" in chunk:
            name = self.named.setdefault(call_id, chunk["toolName"])
            self._check(chunk["toolName"] == name, chunk, f"for a call of {name}")
        self.calls[call_id] = "ready" if chunk.get("preliminary") else then

    def _check(self, holds: bool, chunk: Chunk, complaint: str) -> None:  # noqa: FBT001 - an assertion's argument
        if not holds:
            raise Unreadable(f"{chunk['type']} {complaint}")


_CALLS: Mapping[str, tuple[frozenset[str], str]] = {
    "tool-input-start": (frozenset({"unknown"}), "streaming"),
    "tool-input-delta": (frozenset({"streaming"}), "streaming"),
    "tool-input-available": (frozenset({"unknown", "streaming"}), "ready"),
    "tool-input-error": (frozenset({"unknown", "streaming"}), "wrong"),
    "tool-approval-request": (frozenset({"ready"}), "asked"),
    "tool-output-available": (frozenset({"ready"}), "done"),
    # The servers of 5 and 6 say of wrong arguments a second time that they are wrong; 5.0.0 has no other word for it.
    "tool-output-error": (frozenset({"ready", "wrong", "streaming"}), "done"),
    "tool-output-denied": (frozenset({"ready"}), "done"),
}
"""A chunk, how far the call must be, and how far it is then."""
