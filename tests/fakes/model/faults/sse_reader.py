"""Server-sent events, read as the standard says."""

import json
import re
from collections.abc import Iterable, Iterator

Event = tuple[str, str, str]


def parse(data: bytes) -> Iterator[Event]:
    """The events of a stream as WHATWG HTML 9.2.6 reads them: type, data, and the last id."""
    text = data.decode().removeprefix("\ufeff")
    *lines, tail = re.split("\r\n|\r|\n", text)
    assert tail == ""
    kind, last_id = "", ""
    values: list[str] = []
    for line in lines:
        name, colon, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if not line:
            if values:
                yield kind or "message", "\n".join(values), last_id
            kind, values = "", []
        elif not name and colon:
            continue
        elif name == "event":
            kind = value
        elif name == "data":
            values.append(value)
        elif name == "id":
            last_id = value


def meaning(events: Iterable[Event]) -> list[tuple[str, object]]:
    """Events with their JSON read, where they hold JSON: line ends in it mean nothing."""
    found: list[tuple[str, object]] = []
    for kind, data, _ in events:
        try:
            found.append((kind, json.loads(data)))
        except ValueError:
            found.append((kind, data))
    return found
