"""What a server says to one request (RFC 9112), as httptools reads it; bytes in, status, headers and body out."""

from typing import Any

import httptools

_INTERIM = range(100, 200)
_FRAMING = frozenset({"content-length", "transfer-encoding"})


class Garbled(ValueError):
    """It is not HTTP."""


class Reply:
    """One response.

    Attributes:
        status: its code; 0 until the head is read.
        headers: names in lower case; of equal ones the last.
        headed: whether the head is read.
        done: whether all of it is read.
        keeps: whether another request may follow on the connection; known once it is done.
        size: bytes of the body that nobody has taken yet.
    """

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.headed = self.done = self.keeps = False
        self.size = 0
        self._pieces: list[bytes] = []
        self._parser: Any = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Read what arrived.

        Raises:
            Garbled: what arrived is not HTTP.
        """
        if self.done:
            self.keeps = False
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._judge(error, data)
        self._part()

    def end(self) -> bool:
        """Return whether the response is whole where the connection ends; a body without a length ends there."""
        if self.headed and not self.done and not self.headers.keys() & _FRAMING:
            self.done = True
            self._part()
        return self.done

    def take(self) -> bytes:
        """Return what has arrived of the body since the last time."""
        pieces, self._pieces, self.size = self._pieces, [], 0
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def on_message_begin(self) -> None:
        """Hear of a response; of a second one where only one was asked for."""
        if self.done:
            self.keeps = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        if not self.done:
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1").strip()

    def on_headers_complete(self) -> None:
        """Look at the status: what is only said in between (1xx) is passed over."""
        if self.done:
            return
        status = self._parser.get_status_code()
        if status in _INTERIM:
            self.headers.clear()
            return
        self.status = status
        self.headed = True
        self.keeps = self._parser.should_keep_alive()

    def on_body(self, data: bytes) -> None:
        """Keep a piece of the body."""
        if not self.done:
            self._pieces.append(data)
            self.size += len(data)

    def on_message_complete(self) -> None:
        """Hear of the end, where the response says where it is."""
        self.done = self.headed

    def _judge(self, error: Exception, data: bytes) -> None:
        # What follows a whole response is not its fault.
        if not self.done:
            raise Garbled(f"{error}: {data[:100]!r}") from None
        self.keeps = False

    def _part(self) -> None:
        # Reader and parser know each other; parted, no collector has to look for them.
        if self.done:
            self._parser = None
