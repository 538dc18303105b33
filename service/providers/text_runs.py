"""Events that differ only in their text, which is nearly all of them, read many at once.

Servers write each chunk from the same template: what stands before the text and behind it is the same bytes from one
event to the next. Once it is known, the texts of a whole read are cut out of it in one go, and only they are parsed:
a tenth of what it costs to parse every event. What has another shape, by one byte, is left to the decoder.
"""

import re

from msgspec import Struct

from service import json_text
from service.model import TextChunk
from service.providers.deltas import Deltas
from service.providers.openai_chunks import decode_chunk

_CONTENT = re.compile(rb'"content":\s*"((?:[^"\\]|\\.)*)"')
_BODY = re.compile(rb"(?:[^\"\\]|\\.)*", re.DOTALL)
"""What may stand between the quotes of a JSON string, control characters aside."""

_PROBE = "\N{SNOWMAN}"
_ATTEMPTS = 4
"""How many templates a stream may have; some servers pad every chunk with something random, and have none."""


class _Template(Struct, frozen=True):
    """What stands around the text: its quotes, the event and its end included."""

    before: bytes
    after: bytes


class TextRuns:
    """Learns the template of one stream, and cuts texts out by it."""

    def __init__(self) -> None:
        self._template: _Template | None = None
        self._left = _ATTEMPTS

    @property
    def learns(self) -> bool:
        """Whether it would look at another event: none was of use so far."""
        return self._template is None and self._left > 0

    def learn(self, event: bytes) -> None:
        """Look at the data of an event that holds a text and nothing else."""
        if self._left:
            self._left -= 1
            self._template = _template(event) or self._template

    def cut(self, data: bytes) -> tuple[tuple[str, ...], bytes]:
        """Return the texts of the events at the beginning of ``data`` that fit the template, and what is behind them.

        ``data`` begins where an event does.
        """
        template = self._template
        if template is None or not data.startswith(template.before):
            return (), data
        # At a model's pace events come alone.
        if data.endswith(template.after) and (text := _plain(data[len(template.before) : -len(template.after)])):
            return (text,), b""
        end = data.rfind(template.after)
        if end < len(template.before):
            return (), data
        bodies = data[len(template.before) : end].split(template.after + template.before)
        texts = _texts(bodies)
        return (texts, data[end + len(template.after) :]) if texts else ((), data)


def _template(event: bytes) -> _Template | None:
    """Return the template that an event was made from; None where none is found."""
    for found in _CONTENT.finditer(event):
        before, after = event[: found.start(1)], event[found.end(1) :]
        # Only the place whose text is the chunk's text is the right one, whatever else is called content.
        if _says(before + _PROBE.encode() + after, _PROBE):
            return _Template(b"data: " + before, after + b"\n\n")
    return None


def _says(event: bytes, text: str) -> bool:
    return decode_chunk(event, Deltas()) == (TextChunk(text),)


def _plain(body: bytes) -> str:
    """Return what stands in a string that is its own JSON, as nearly all are; nothing where it is not."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() and '"' not in text and "\\" not in text else ""


def _texts(bodies: list[bytes]) -> tuple[str, ...]:
    """Return what stands in these strings; nothing where one is no JSON string."""
    together = b'","'.join(bodies)
    # Without a quote in any of them none can end before its end; what a backslash at an end would join fails below.
    if together.count(b'"') != 2 * (len(bodies) - 1) and not all(map(_BODY.fullmatch, bodies)):
        return ()
    try:
        texts = json_text.decode(b'["' + together + b'"]')
    except ValueError:
        return ()
    return tuple(texts) if isinstance(texts, list) and len(texts) == len(bodies) else ()  # type: ignore[arg-type]
