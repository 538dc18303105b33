r"""One exchange as it stands in a recording.

A recording is a script (see ``fakes.model.script``) that says more:

    {"recorded": {"version": 1},
     "exchanges": [{"expect": {"method": "POST", "path": "/v1/chat/completions", "content_type": "application/json",
                               "body": {"model": "m"}, "digest": "5f0c..."},
                    "respond": {"status": 200, "head_ms": 412.5, "headers": [["content-type", "text/event-stream"]],
                                "frames": ["data: {}\n\n", {"pause_ms": 50}, {"base64": "4oI="}], "then": "close"}}]}

``body`` is the request's JSON without keys and volatile values; a body that is none is ``text`` or ``base64``.
``head_ms`` is the time to the status, ``length`` the announced length of the body, absent where none was. Every frame
is one read from the network.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from fakes.model.field import Field
from fakes.model.recording.asked import Asked
from fakes.model.reply import Body, Frame, Reply
from fakes.model.script import Pause

CutEnding = Literal["drop", "reset"]
"""How an answer ends before it is complete."""

RecordedEnding = Literal["close"] | CutEnding
"""How an answer can end that is worth recording."""

_ENDINGS: Mapping[str, RecordedEnding] = {"close": "close", **{ending: ending for ending in get_args(CutEnding)}}
_HIGHEST_STATUS = 999
_LONGEST_PAUSE_MS = 86_400_000
_LONGEST_BODY = 2**53
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7E\x80-\xFF]*")


class RecordingError(ValueError):
    """A recording that cannot be read, or must not be written. Its text says which one, and why."""


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """What was answered. ``head_seconds`` is the time to the status, ``length`` the length announced, in bytes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    frames: tuple[bytes | Pause, ...]
    then: RecordedEnding = "close"
    length: int | None = None
    head_seconds: float = 0.0

    @classmethod
    def parse(cls, respond: Field) -> "RecordedAnswer":
        """Read ``respond`` of a recording.

        Raises:
            FieldError: something in it is absent, or not what it must be.
        """
        length, head, then = (respond.get(name) for name in ("length", "head_ms", "then"))
        return cls(
            status=respond.require("status").integer(200, _HIGHEST_STATUS),
            headers=tuple(map(_read_header, respond.require("headers").items())),
            frames=tuple(map(_read_frame, respond.require("frames").items())),
            then=_ENDINGS[then.one_of(_ENDINGS)] if then else "close",
            length=length.integer(0, _LONGEST_BODY) if length else None,
            head_seconds=head.number(0, _LONGEST_PAUSE_MS) / 1000 if head else 0.0,
        )

    @property
    def document(self) -> dict[str, object]:
        """All of it as JSON."""
        return {
            "status": self.status,
            "head_ms": _milliseconds(self.head_seconds),
            "headers": [list(header) for header in self.headers],
            **({"length": self.length} if self.length is not None else {}),
            "frames": list(map(_frame_document, self.frames)),
            "then": self.then,
        }

    @property
    def data(self) -> tuple[bytes, ...]:
        """The frames without the pauses between them."""
        return tuple(frame for frame in self.frames if isinstance(frame, bytes))

    def reply(self, *, speed: float, model: str | None) -> Reply:
        """Return it as an answer to be played; ``speed`` multiplies the time that everything takes."""
        frames = tuple(self._timed(speed))
        return Reply(self.status, self.headers, Body(frames, length=self.length, then=self.then), model)

    def _timed(self, speed: float) -> Iterator[Frame]:
        # An empty frame lets the status leave before any pause.
        due = self.head_seconds * speed
        yield Frame(due, b"")
        for frame in self.frames:
            if isinstance(frame, Pause):
                due += frame.seconds * speed
            else:
                yield Frame(due, frame)
        # A pause at the end comes before the end.
        yield Frame(due, b"")


@dataclass(frozen=True, slots=True)
class RecordedExchange:
    """What was asked and what was answered."""

    asked: Asked
    answer: RecordedAnswer

    @classmethod
    def parse(cls, exchange: Field) -> "RecordedExchange":
        """Read one of ``exchanges`` of a recording.

        Raises:
            FieldError: something in it is absent, or not what it must be.
        """
        return cls(Asked.parse(exchange.require("expect")), RecordedAnswer.parse(exchange.require("respond")))

    @property
    def document(self) -> dict[str, object]:
        """All of it as JSON."""
        return {"expect": {**self.asked.document, "digest": self.asked.digest}, "respond": self.answer.document}


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _frame_document(frame: bytes | Pause) -> object:
    if isinstance(frame, Pause):
        return {"pause_ms": _milliseconds(frame.seconds)}
    try:
        return frame.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(frame).decode()}


def _read_header(header: Field) -> tuple[str, str]:
    pair = tuple(item.string() for item in header.items())
    if len(pair) != 2:  # noqa: PLR2004 - a name and a value
        raise header.fail("must be a name and a value")
    if not _TOKEN.fullmatch(pair[0]) or not _VALUE.fullmatch(pair[1]):
        raise header.fail("holds characters that a header cannot carry")
    return pair[0], pair[1]


def _read_frame(frame: Field) -> bytes | Pause:
    if isinstance(frame.value, str):
        data = _encode(frame, frame.value)
    elif pause := frame.get("pause_ms"):
        return Pause(pause.number(0, _LONGEST_PAUSE_MS) / 1000)
    else:
        data = _decode(frame.require("base64"))
    if not data:
        raise frame.fail("must not be empty: an empty chunk would end the answer")
    return data


def _encode(frame: Field, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise frame.fail("holds half a character, which UTF-8 cannot carry; write its bytes as base64") from None


def _decode(encoded: Field) -> bytes:
    try:
        return base64.b64decode(encoded.string(), validate=True)
    except binascii.Error:
        raise encoded.fail("is not valid base64") from None
