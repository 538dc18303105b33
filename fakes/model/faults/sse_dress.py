"""One stream of server-sent events -> the same events, written differently (WHATWG HTML 9.2.6)."""

import json
import re
from collections.abc import Iterator

from fakes.model.text.chooser import Chooser

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\n|\r")
_LINE_ENDS = (b"\n", b"\r\n", b"\r")
_STYLES = (*((end,) for end in _LINE_ENDS), _LINE_ENDS)
_COMMENTS = (b":", b": keep-alive", b":ping", ": \u00e9\u4e16 data: no".encode(), b":data: {}")
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{\[,:]')
_SELDOM = (False, False, False, True)
_RARELY = (*(False,) * 30, True)


class SseDress:
    """How one stream is written.

    The stream has a BOM or none, and line ends of one kind or of all. Event by event there are comments in it or before
    it, ``retry`` lines, ``id`` lines (unless the stream has its own), a space behind the colon or none, and JSON broken
    into several data lines where JSON may hold a line end.
    """

    def __init__(self, chooser: Chooser) -> None:
        self._chooser = chooser
        self._ends = chooser.pick(_STYLES)
        self._start = chooser.pick((b"", _BOM))
        self._has_ids = False
        self._count = 0
        self._after_cr = False

    def put_on(self, event: bytes) -> bytes:
        """Return a whole event, its blank line included, in the stream's dress."""
        lines = _LINE_END.split(event if self._count else event.removeprefix(_BOM))
        # Behind the blank line's end there is one more piece, which is empty.
        start, self._start = self._start, b""
        return start + b"".join(self._ended(line) for line in self._lines(lines[:-1]))

    def _lines(self, lines: list[bytes]) -> Iterator[bytes]:
        yield from self._extra(lines)
        for line in lines:
            if self._chooser.pick(_SELDOM):
                yield self._chooser.pick(_COMMENTS)
            if line.startswith(b"data:"):
                for part in self._broken(_value(line)):
                    yield self._field(b"data", part)
            elif line:
                # A field without a colon has an empty value, and a comment has an empty name.
                yield self._field(line.partition(b":")[0], _value(line))
            else:
                yield line

    def _extra(self, lines: list[bytes]) -> Iterator[bytes]:
        self._has_ids |= any(line.startswith(b"id") for line in lines)
        self._count += 1
        if self._chooser.pick(_SELDOM):
            yield self._chooser.pick(_COMMENTS)
            # A blank line behind a comment ends an event that holds nothing.
            yield b""
        if self._chooser.pick(_SELDOM):
            yield self._field(b"retry", b"3000")
        if self._chooser.pick(_SELDOM) and not self._has_ids:
            yield self._field(b"id", b"%d" % self._count)

    def _field(self, name: bytes, value: bytes) -> bytes:
        # One space is taken off by the client, so a value that begins with one needs another.
        space = value.startswith(b" ") or self._chooser.pick((True, False))
        return name + (b": " if space else b":") + value

    def _broken(self, value: bytes) -> Iterator[bytes]:
        at = 0
        if _is_json(value):
            for token in _TOKEN.finditer(value):
                if self._chooser.pick(_RARELY):
                    yield value[at : token.end()]
                    at = token.end()
        yield value[at:]

    def _ended(self, line: bytes) -> bytes:
        # A line feed behind a carriage return would be the same line end, and a blank line would be lost.
        unsafe = self._after_cr and not line
        end = self._chooser.pick([end for end in self._ends if not (unsafe and end == b"\n")])
        self._after_cr = end == b"\r"
        return line + end


def _value(line: bytes) -> bytes:
    return line.partition(b":")[2].removeprefix(b" ")


def _is_json(value: bytes) -> bool:
    if not value.startswith((b"{", b"[")):
        return False
    try:
        json.loads(value)
    except ValueError:
        return False
    return True
