"""Bytes -> requests. No sockets here: bytes are fed, requests come out of a callback."""

from collections.abc import Callable

import httptools

from fakes.model.request import Fault, Request

BODY_LIMIT = 20 * 1024 * 1024
"""The largest body that is read, in bytes."""


class RequestReader:
    """An incremental HTTP/1.1 parser for one connection.

    ``on_request`` is called with every request once it is whole, and with the fault that ended the connection's
    usefulness; after a request that ends the connection everything further is ignored. ``on_expect`` is called when a
    client waits to be told that its body is welcome (RFC 9110, section 10.1.1).
    """

    def __init__(self, *, on_request: Callable[[Request], None], on_expect: Callable[[], None]) -> None:
        self._on_request = on_request
        self._on_expect = on_expect
        self._parser = httptools.HttpRequestParser(self)
        self._deaf = False
        self.on_message_begin()

    def feed(self, data: bytes) -> None:
        """Take the bytes that arrived."""
        if self._deaf:
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # The client was answered in HTTP; whatever else it wanted to speak is not understood.
            self._deaf = True
        except httptools.HttpParserError:
            if not self._deaf:
                self._refuse("malformed")

    def on_message_begin(self) -> None:
        """Forget the request before."""
        self._target = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._body: list[bytes] = []
        self._room = BODY_LIMIT

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Judge the announced length, and ask for the body if the client waits for that."""
        if self._deaf:
            return
        headers = dict(self._headers)
        # The parser has refused a length that is not a number, and a second one.
        if int(headers.get(b"content-length", 0)) > BODY_LIMIT:
            self._refuse("too_large")
        elif headers.get(b"expect", b"").lower() == b"100-continue":
            self._on_expect()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        if self._deaf:
            return
        self._room -= len(body)
        if self._room < 0:
            self._refuse("too_large")
        else:
            self._body.append(body)

    def on_message_complete(self) -> None:
        """Hand over the request."""
        if self._deaf:
            return
        request = self._request()
        self._deaf = not request.keep_alive
        self._on_request(request)

    def _refuse(self, fault: Fault) -> None:
        self._deaf = True
        self._body.clear()
        self._on_request(self._request(fault))

    def _request(self, fault: Fault | None = None) -> Request:
        return Request(
            method=self._parser.get_method().decode(),
            target=self._target.decode("latin-1"),
            headers=tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in self._headers]),
            body=b"".join(self._body),
            version=self._parser.get_http_version(),
            fault=fault,
        )
