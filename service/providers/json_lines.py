"""Newline-delimited JSON, as Ollama streams it, cut as it arrives."""

from service.providers.event_stream import MAX_EVENT_BYTES, EventTooLarge


class JSONLines:
    """Bytes in, cut anywhere; complete lines out, empty ones left out. Keeps no more than the line still arriving."""

    def __init__(self) -> None:
        self._begun = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the lines that these bytes complete.

        Raises:
            EventTooLarge: the line that is arriving is larger than MAX_EVENT_BYTES.
        """
        *lines, self._begun = (self._begun + data).split(b"\n")
        if len(self._begun) > MAX_EVENT_BYTES:
            raise EventTooLarge
        return [stripped for line in lines if (stripped := line.strip())]
