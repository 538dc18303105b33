"""Server-sent events, decoded as they arrive.

Source: WHATWG HTML, 9.2.6 "Interpreting an event stream". Only data matters to us: event, id and retry are passed over.
"""

from typing import Final

MAX_EVENT_BYTES: Final = 8 * 1024 * 1024
"""An event larger than this is no model's chunk; without a bound an endless line would fill the memory."""

_BOM = b"\xef\xbb\xbf"


class EventTooLarge(ValueError):
    """An event grew beyond MAX_EVENT_BYTES."""


class EventStreamDecoder:
    """Bytes in, cut anywhere; the data of complete events out. Keeps no more than the event that is still arriving."""

    __slots__ = ("_after_return", "_buffer", "_data", "_size", "_started")

    def __init__(self) -> None:
        self._buffer = b""
        self._data: list[bytes] = []
        self._size = 0
        self._started = False
        self._after_return = False

    @property
    def begun(self) -> bytes | None:
        """What there is of the event that is still arriving, as it came; None where that is not known any more."""
        return self._buffer if self._started and not self._data and not self._after_return else None

    def forget(self) -> None:
        """Drop what there is of it: somebody else has read the event."""
        self._buffer = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the data of every event that these bytes complete.

        Raises:
            EventTooLarge: the event that is arriving is larger than MAX_EVENT_BYTES.
        """
        self._buffer += self._with_line_feeds(data)
        if not self._started:
            if len(self._buffer) < len(_BOM) and _BOM.startswith(self._buffer):
                return []
            self._buffer = self._buffer.removeprefix(_BOM)
            self._started = True
        *lines, self._buffer = self._buffer.split(b"\n")
        events = [event for line in lines if (event := self._take(line)) is not None]
        if len(self._buffer) + self._size > MAX_EVENT_BYTES:
            raise EventTooLarge
        return events

    def _with_line_feeds(self, data: bytes) -> bytes:
        """Return the bytes with every line end as a line feed, also where CR and LF come in different reads."""
        if self._after_return and data:
            data = data.removeprefix(b"\n")
            self._after_return = False
        if b"\r" not in data:
            return data
        self._after_return = data.endswith(b"\r")
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _take(self, line: bytes) -> bytes | None:
        """Return an event's data when this line, an empty one, ends the event."""
        if line.startswith(b"data:"):
            self._data.append(line[6:] if line[5:6] == b" " else line[5:])
            self._size += len(line) + 1
        elif line == b"data":
            self._data.append(b"")
            self._size += len(line) + 1
        elif not line and self._data:
            event = b"\n".join(self._data)
            self._data = []
            self._size = 0
            return event
        return None
