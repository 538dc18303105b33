"""Secrets -> placeholders that say what stood there, and nothing of it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from fakes.model.real_keys import PATTERN, bare, looks_real
from fakes.model.request import Request
from fakes.model.secret_names import is_secret_header, is_secret_parameter, without_secret_parameters

_JSON_ESCAPE = re.compile(rb"\\u00([0-7][0-9A-Fa-f])")
_SHORTEST_SECRET = 16


class Redaction:
    """Replaces what looks like a key, and the secrets that are known, wherever they stand.

    ``secrets`` are values that were sent as keys; short ones that nobody would call secret are left alone, for ordinary
    words in an answer may be the same.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {secret for secret in map(bare, secrets) if len(secret) >= _SHORTEST_SECRET or looks_real(secret)}
        # The longest first: one secret may begin with another. A shape wins over both, for it names the kind.
        words = "|".join(map(re.escape, sorted(known, key=lambda word: (-len(word), word))))
        pattern = f"{PATTERN}|(?P<secret>{words})" if words else PATTERN
        self._text = re.compile(pattern)
        self._bytes = re.compile(pattern.encode("latin-1"))

    @classmethod
    def of(cls, request: Request) -> "Redaction":
        """Return the redaction that also knows the secrets which a request carries."""
        query = request.target.partition("?")[2].split("&")
        parameters = (part.partition("=") for part in query)
        return cls(
            (
                *(value for name, value in request.headers if is_secret_header(name)),
                *(value for name, _, value in parameters if is_secret_parameter(name)),
            )
        )

    def text(self, text: str) -> str:
        """Return a text without its keys."""
        return self._text.sub(lambda found: _placeholder(found.lastgroup), text)

    def json(self, value: object) -> object:
        """Return a JSON value without the keys in its strings and names."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(item) for item in value]
        if isinstance(value, dict):
            return {self.text(name): self.json(member) for name, member in value.items()}
        return value

    def target(self, target: str) -> str:
        """Return a request's target without the parameters that carry keys, and without keys elsewhere in it."""
        path, _, query = target.partition("?")
        kept = [part for part in query.split("&") if part and not is_secret_parameter(part.partition("=")[0])]
        return self.text("?".join((path, "&".join(kept))) if kept else path)

    def header(self, name: str, value: str) -> str:
        """Return a header's value; that of a header which carries secrets is replaced whole."""
        if is_secret_header(name):
            return f"redacted-{name.lower()}"
        return self.text(without_secret_parameters(value, "redacted"))

    def data(self, frames: Sequence[bytes]) -> tuple[bytes, ...]:
        """Return frames without the keys in their bytes taken together; a key's frames shrink, some to nothing.

        Where a key lies across frames, the frame in which it begins holds its placeholder.
        """
        whole = b"".join(frames)
        spans = [(*found.span(), _placeholder(found.lastgroup).encode()) for found in self._bytes.finditer(whole)]
        if not spans:
            return tuple(frames)
        return tuple(_cut(frames, spans))

    def survivor(self, data: bytes) -> str | None:
        """Return the kind of a key that still stands in ``data``, be it escaped or spread over a stream's events."""
        views = (data, _JSON_ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), data))
        for view in (*views, *_spoken(data)):
            if found := self._bytes.search(view):
                return found.lastgroup
        return None


def _placeholder(kind: str | None) -> str:
    return f"redacted-{kind}-key"


def _cut(frames: Sequence[bytes], spans: Sequence[tuple[int, int, bytes]]) -> Iterator[bytes]:
    start = 0
    for frame in frames:
        end = start + len(frame)
        kept, position = bytearray(), start
        for low, high, placeholder in spans:
            if low >= end or high <= start:
                continue
            kept += frame[position - start : max(low - start, 0)]
            if low >= start:
                kept += placeholder
            position = min(high, end)
        yield bytes(kept + frame[position - start :])
        start = end


def _spoken(data: bytes) -> Iterator[bytes]:
    """Yield what the events of a stream say at each place in them, joined: a key may come in pieces."""
    said: defaultdict[tuple[str | int, ...], list[str]] = defaultdict(list)
    for line in data.splitlines():
        try:
            document = json.loads(line.removeprefix(b"data:"))
        except (ValueError, RecursionError):
            continue
        for place, text in _strings(document, ()):
            said[place].append(text)
    return ("".join(texts).encode(errors="replace") for texts in said.values())


def _strings(value: object, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, (*place, index))
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _strings(member, (*place, name))
