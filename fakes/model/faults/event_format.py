"""Where the events of a body end, by its content type."""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from fakes.model.faults import event_message
from fakes.model.reply import Frame, Reply

_LINE_END = re.compile(rb"\r\n|\n|\r")
_JSON_SIGN = re.compile(rb'\\(?:.|\Z)|["\[\]{}]', re.DOTALL)
_ARRAY_BEGINS = re.compile(rb"\A\s*\[")
_LENGTH_SIZE = 4
_BOM = b"\xef\xbb\xbf"
_LINE_HEAD = len(_BOM + b"data:")


class EventFormat(Protocol):
    """One body, seen frame by frame."""

    @property
    def streams(self) -> bool:
        """Say whether an error may stand between events."""
        ...

    @property
    def ping(self) -> bytes:
        """Return what keeps a client waiting and says nothing."""
        ...

    @property
    def separator(self) -> bytes:
        """Return what must follow bytes that are no event, so that the next event stays whole."""
        ...

    def ends(self, frame: Frame) -> Sequence[int]:
        """Return the offsets in the frame's data right behind the last byte of an event, rising."""
        ...

    def text(self, event: bytes) -> tuple[int, int]:
        """Return where the part of a whole event that is UTF-8 begins and ends."""
        ...

    def again(self, event: bytes) -> bytes:
        """Return an event as it stands behind itself."""
        ...


class _Text:
    streams = False
    ping = b"\n"
    separator = b""

    def text(self, event: bytes) -> tuple[int, int]:
        return 0, len(event)

    def again(self, event: bytes) -> bytes:
        return event


class Plain(_Text):
    """A body of any other type: its frames are its events, and one that holds several is not split."""

    def ends(self, frame: Frame) -> Sequence[int]:
        """Return the end of the frame."""
        return (len(frame.data),) if frame.events and frame.data else ()


class ServerSentEvents(_Text):
    """``text/event-stream``: an event is a block with a data line, and ends with its blank line (WHATWG HTML 9.2.6)."""

    streams = True
    ping = b": ping\n\n"
    separator = b"\n\n"

    def __init__(self) -> None:
        self._mark = _BOM
        self._line = b""
        self._has_data = False
        self._after_cr = False

    def ends(self, frame: Frame) -> Sequence[int]:
        """Return the ends of the blank lines that dispatch an event."""
        data = frame.data
        if not data:
            return ()
        # A line feed that comes late for its carriage return ends no line of its own.
        at = int(self._after_cr and data.startswith(b"\n"))
        self._after_cr = data.endswith(b"\r")
        ends = []
        for end in _LINE_END.finditer(data, at):
            if self._dispatches(data[at : end.start()]):
                ends.append(end.end())
            at = end.end()
        self._line = (self._line + data[at:])[:_LINE_HEAD]
        return ends

    def _dispatches(self, more: bytes) -> bool:
        # A mark of the byte order stands before the first line only.
        line, self._mark, self._line = (self._line + more)[:_LINE_HEAD].removeprefix(self._mark), b"", b""
        if line:
            self._has_data |= line == b"data" or line.startswith(b"data:")
            return False
        dispatches, self._has_data = self._has_data, False
        return dispatches


class JsonLines(_Text):
    """``application/x-ndjson``: an event is a line that is not blank."""

    streams = True
    separator = b"\n"

    def __init__(self) -> None:
        self._blank = True

    def ends(self, frame: Frame) -> Sequence[int]:
        """Return the ends of the lines that are not blank."""
        ends, at = [], 0
        *lines, tail = frame.data.split(b"\n")
        for line in lines:
            at += len(line) + 1
            if line.strip() or not self._blank:
                ends.append(at)
            self._blank = True
        self._blank = self._blank and not tail.strip()
        return ends


class JsonValues(_Text):
    """``application/json``: the whole object, or each object of an array, as Gemini streams them without SSE."""

    def __init__(self) -> None:
        self._depth = 0
        self._base = -1
        self._in_string = False
        self._escaped = False

    def ends(self, frame: Frame) -> Sequence[int]:
        """Return the ends of the objects."""
        if not frame.data:
            return ()
        at, self._escaped = int(self._escaped), False
        return [sign.end() for sign in _JSON_SIGN.finditer(frame.data, at) if self._closes(sign[0])]

    def again(self, event: bytes) -> bytes:
        """Return an object behind itself: in an array with a comma, also where the array begins with it."""
        return _ARRAY_BEGINS.sub(b",", event)

    def _closes(self, sign: bytes) -> bool:
        self._escaped = sign == b"\\"
        if sign == b'"':
            self._in_string = not self._in_string
        if self._in_string or sign not in b"[]{}":
            return False
        if self._base < 0:
            self._base = int(sign == b"[")
        self._depth += 1 if sign in b"[{" else -1
        return sign == b"}" and self._depth == self._base


class EventMessages(_Text):
    """``application/vnd.amazon.eventstream``: an event is a message, as long as its first four bytes say."""

    streams = True
    ping = event_message.message("ping", b"{}")

    def __init__(self) -> None:
        self._length = b""
        self._left = 0

    def ends(self, frame: Frame) -> Sequence[int]:
        """Return the ends of the messages."""
        ends, at = [], 0
        while at < len(frame.data):
            if self._left == 0:
                more = frame.data[at : at + _LENGTH_SIZE - len(self._length)]
                at += len(more)
                self._length += more
                if len(self._length) < _LENGTH_SIZE:
                    break
                # No message is empty, whatever it says of itself.
                self._left = max(int.from_bytes(self._length) - _LENGTH_SIZE, 1)
                self._length = b""
            taken = min(self._left, len(frame.data) - at)
            at += taken
            self._left -= taken
            if self._left == 0:
                ends.append(at)
        return ends

    def text(self, event: bytes) -> tuple[int, int]:
        """Return where the payload begins and ends; lengths and checksums are no text."""
        return event_message.payload_span(event)


_FORMATS: Mapping[str, type[EventFormat]] = {
    "text/event-stream": ServerSentEvents,
    "application/x-ndjson": JsonLines,
    "application/ndjson": JsonLines,
    "application/jsonl": JsonLines,
    "application/json": JsonValues,
    "application/vnd.amazon.eventstream": EventMessages,
}


def format_of(reply: Reply) -> EventFormat:
    """Return the format of a reply's body, new, so that it has seen nothing yet."""
    given = next((value for name, value in reply.headers if name.lower() == "content-type"), "")
    return format_named(given)


def format_named(content_type: str) -> EventFormat:
    """Return the format of bodies of a content type, new."""
    return _FORMATS.get(content_type.partition(";")[0].strip().lower(), Plain)()
