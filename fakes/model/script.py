r"""``upstream.json``: what the model server is to say, and to hear, as plain data.

    {"exchanges": [{"expect": {"method": "POST", "path": "/v1/chat/completions"},
                    "respond": {"status": 200, "headers": {"content-type": "text/event-stream"},
                                "frames": ["data: {}\n\n", {"pause_ms": 50}, {"base64": "4oI="}],
                                "then": "close"}}]}

``status`` is 200, ``headers`` are none and ``then`` is ``close`` unless they are given. Frames are sent verbatim.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from fakes.model.field import Field, FieldError
from fakes.model.model_name import BUILT_IN
from fakes.model.reply import Ending

FILE_NAME = "upstream.json"

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7E\x80-\xFF]*")
# The layout of the answer on the wire is the server's to announce; a script says how it ends by "then".
_RESERVED_HEADERS = ("connection", "content-length", "transfer-encoding")
_LONGEST_PAUSE_MS = 600_000
# Silence is for faults: a script that answers has at least a status.
_ENDINGS: Mapping[str, Ending] = {ending: ending for ending in get_args(Ending) if ending != "silence"}


class ScriptError(ValueError):
    """A script that cannot be read. Its text names the file, and the field in it."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence between two frames, in seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a request must be, to be answered: the method and the whole target, query included."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered then."""

    status: int
    headers: tuple[tuple[str, str], ...]
    frames: tuple[bytes | Pause, ...]
    then: Ending


@dataclass(frozen=True, slots=True)
class Script:
    """The exchanges that one model plays, over and over."""

    id: str
    exchanges: tuple[tuple[Expectation, Response], ...]

    @classmethod
    def parse(cls, script_id: str, document: object) -> "Script":
        """Read a script from its JSON.

        Raises:
            FieldError: something in it is absent, unknown, or not what it must be.
        """
        body = Field(document)
        check_keys(body, "$schema", "exchanges")
        exchanges = body.require("exchanges")
        parsed = tuple(map(_read_exchange, exchanges.items()))
        if not parsed:
            raise exchanges.fail("must not be empty")
        return cls(script_id, parsed)


@dataclass(frozen=True, slots=True)
class Scripts:
    """The scripts that a server can play, by id."""

    by_id: Mapping[str, Script] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def empty(cls) -> "Scripts":
        """Return no scripts."""
        return cls()

    @classmethod
    def load(cls, folder: Path | str) -> "Scripts":
        """Read every ``<folder>/<id>/upstream.json``; folders without one are passed over.

        Raises:
            ScriptError: the folder is missing, or a script in it cannot be read.
        """
        if not Path(folder).is_dir():
            raise ScriptError(f"{folder}: there is no such folder")
        files = sorted(Path(folder).glob(f"*/{FILE_NAME}"))
        return cls(MappingProxyType({file.parent.name: _load(file) for file in files}))


def _load(file: Path) -> Script:
    if file.parent.name in BUILT_IN:
        raise ScriptError(f"{file}: 'fake/{file.parent.name}' is a built-in model; the folder needs another name")
    try:
        return Script.parse(file.parent.name, json.loads(file.read_bytes()))
    except FieldError as error:
        raise ScriptError(f"{file}: {error}") from None
    except ValueError as error:
        raise ScriptError(f"{file}: it is not JSON: {error}") from None


def _read_exchange(exchange: Field) -> tuple[Expectation, Response]:
    check_keys(exchange, "expect", "respond")
    expect = exchange.require("expect")
    check_keys(expect, "method", "path")
    expectation = Expectation(expect.require("method").string(), expect.require("path").string())
    return expectation, _read_response(exchange.require("respond"))


def _read_response(respond: Field) -> Response:
    check_keys(respond, "status", "headers", "frames", "then")
    status, headers, then = (respond.get(name) for name in ("status", "headers", "then"))
    return Response(
        status=status.integer(200, 599) if status else 200,
        headers=tuple(_read_header(headers, name) for name in headers.keys()) if headers else (),  # noqa: SIM118
        frames=tuple(map(_read_frame, respond.require("frames").items())),
        then=_ENDINGS[then.one_of(_ENDINGS)] if then else "close",
    )


def _read_header(headers: Field, name: str) -> tuple[str, str]:
    header = headers.require(name)
    if not _TOKEN.fullmatch(name):
        raise header.fail("is not the name of a header")
    if name.lower() in _RESERVED_HEADERS:
        raise header.fail("is set by the server itself")
    value = header.string()
    if not _VALUE.fullmatch(value):
        raise header.fail("holds characters that a header cannot carry")
    return name, value


def _read_frame(frame: Field) -> bytes | Pause:
    if isinstance(frame.value, str):
        return _not_empty(frame, _encode(frame, frame.value))
    check_keys(frame, "pause_ms", "base64")
    if (pause := frame.get("pause_ms")) and not frame.get("base64"):
        return Pause(pause.number(0, _LONGEST_PAUSE_MS) / 1000)
    if pause:
        raise frame.fail("is either a pause or base64, not both")
    encoded = frame.require("base64")
    try:
        return _not_empty(encoded, base64.b64decode(encoded.string(), validate=True))
    except binascii.Error:
        raise encoded.fail("is not valid base64") from None


def _encode(frame: Field, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise frame.fail("holds half a character, which UTF-8 cannot carry; write its bytes as base64") from None


def _not_empty(frame: Field, data: bytes) -> bytes:
    if not data:
        raise frame.fail("must not be empty: an empty chunk would end the answer")
    return data


def check_keys(field: Field, *known: str) -> None:
    """Refuse members of an object that are not ``known``.

    Raises:
        FieldError: there is one, or it is no object.
    """
    for name in field.keys():  # noqa: SIM118 - a method of its own, not a dict's
        if name not in known:
            raise field.require(name).fail(f"is not known here; known are: {', '.join(known)}")
