"""The events of a stream: their names, and the numbers that tell their order."""

from fakes.model import compact_json


class EventWriter:
    """Writes the events of one stream."""

    def __init__(self) -> None:
        self._next = 0

    def write(self, kind: str, **fields: object) -> bytes:
        """Return an event: its type, its number, and ``fields``."""
        name = kind.encode()
        data = compact_json.encode({"type": kind, "sequence_number": self._number(), **fields})
        return b"event: %b\ndata: %b\n\n" % (name, data)

    def write_delta(self, template: "DeltaTemplate", piece: str) -> bytes:
        """Return the event for one piece of text."""
        return b"%b%d%b%b%b" % (
            template.before,
            self._number(),
            template.middle,
            compact_json.encode(piece),
            template.after,
        )

    def _number(self) -> int:
        number, self._next = self._next, self._next + 1
        return number


class DeltaTemplate:
    """An event that comes once a token: encoded once, but for its number and its ``delta``."""

    def __init__(self, kind: str, place: dict[str, object], **behind: object) -> None:
        self.before = b'event: %b\ndata: {"type":"%b","sequence_number":' % (kind.encode(), kind.encode())
        self.middle = b",%b," % compact_json.encode(place)[1:-1] + b'"delta":'
        self.after = (b",%b" % compact_json.encode(behind)[1:-1] if behind else b"") + b"}\n\n"
