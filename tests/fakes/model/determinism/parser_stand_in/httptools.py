"""What the fake asks of httptools, for an interpreter that has nothing installed: whole, well-formed HTTP/1.1 requests.

It reads what the requests of these tests are, one to a connection, with a length where there is a body. How requests
are read is no part of what is compared.
"""

from typing import Any


class HttpParserError(Exception):
    """A request that cannot be read."""


class HttpParserUpgrade(Exception):
    """A request for another protocol."""


class HttpRequestParser:
    """Collects one request, and hands it over when it is whole."""

    def __init__(self, protocol: Any) -> None:  # noqa: ANN401 - whatever has the callbacks
        self._protocol = protocol
        self._data = b""
        self._method = b""

    def feed_data(self, data: bytes) -> None:
        self._data += data
        head, blank, body = self._data.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        headers = [(name, value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
        length = next((int(value) for name, value in headers if name.lower() == b"content-length"), 0)
        if not blank or len(body) < length:
            return
        self._data = body[length:]
        self._method, target, _ = first.split(b" ")
        self._protocol.on_message_begin()
        self._protocol.on_url(target)
        for name, value in headers:
            self._protocol.on_header(name, value)
        self._protocol.on_headers_complete()
        if length:
            self._protocol.on_body(body[:length])
        self._protocol.on_message_complete()

    def get_method(self) -> bytes:
        return self._method

    def get_http_version(self) -> str:
        return "1.1"
