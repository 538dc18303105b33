"""What a handler writes to, with the semantics of Node's ``awslambda``, minus its surprises.

The head leaves with the first byte of the body, so until then the content type and the prelude may be set. A prelude is
always sent, also before an empty body. Source: aws-lambda-ric 3.3.0 (npm), ``ResponseStream.js``,
``HttpResponseStream.js``; what differs on purpose is in docs/STREAMING_IMPLEMENTATION.md.
"""

import json
from contextlib import suppress
from enum import Enum, auto
from threading import RLock

from service.awslambda.errors import InvalidStreamingOperation, StreamClosed
from service.awslambda.in_band import Dialect, dialect_of
from service.awslambda.prelude import CONTENT_TYPE, Metadata, Prelude
from service.awslambda.transport import Transport
from service.awslambda.wire import content_type_of

Bytes = bytes | bytearray | memoryview

_EMPTY_BODY = b"\n"
"""Stands for an empty body: a Function URL hangs until the function's timeout when there is a head and no body."""

_TAIL = 4
"""How many of the last bytes are remembered: as many as two CRLF."""


class _State(Enum):
    WAITING = auto()
    OPEN = auto()
    ENDED = auto()
    CLOSED = auto()


class ResponseStream:
    """One invocation's response.

    Every method may raise StreamClosed (an ``OSError``) when nobody takes the response any more. Writing from several
    tasks or threads is safe; what each writes stays in one piece.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._state = _State.WAITING
        self._content_type = "application/octet-stream"
        self._prelude: Prelude | None = None
        self._fills_empty_body = True
        self._tail = b""
        # Of a thread: the deadline of a sync handler is watched by another one.
        self._lock = RLock()

    @property
    def content_type(self) -> str:
        """The stream's own content type; with a prelude, that of the format, and the body's is in its headers."""
        return self._content_type

    @property
    def started(self) -> bool:
        """Whether the head has left, so that an error can't take its place any more."""
        return self._state is not _State.WAITING

    @property
    def closed(self) -> bool:
        """Whether nothing can be written any more: ended, or nobody takes it."""
        return self._state in (_State.ENDED, _State.CLOSED)

    @property
    def dialect(self) -> Dialect | None:
        """How to say something that is not content in this stream; None if its content type has no way to."""
        return dialect_of(self._content_type if self._prelude is None else self._prelude.header)

    def set_content_type(self, content_type: str) -> None:
        """Say what the body is; ``application/octet-stream`` if nobody does.

        Raises:
            InvalidStreamingOperation: the head has left, or there is a prelude, whose headers say what the body is.
            ValueError: it holds what a header can't.
        """
        self._check_waiting("set the content type")
        if self._prelude is not None:
            raise InvalidStreamingOperation("Cannot set the content type of an HTTP response, its headers have it")
        self._content_type = content_type_of(content_type)

    def set_prelude(self, prelude: Prelude, *, fills_empty_body: bool = True) -> None:
        """Make this an HTTP response with this head; see HttpResponseStream.

        Raises:
            InvalidStreamingOperation: the head has left.
        """
        self._check_waiting("set the prelude")
        self._prelude = prelude
        self._fills_empty_body = fills_empty_body and prelude.has_body
        self._content_type = CONTENT_TYPE

    def write(self, data: object) -> None:
        """Send data, and block until it is taken.

        Text is sent as UTF-8, bytes as they are, anything else as JSON. Nothing is sent for empty data.

        Raises:
            InvalidStreamingOperation: the stream has ended.
            TypeError: JSON has no form for it.
        """
        try:
            # Whoever waits here keeps nobody else from writing.
            if self._take(_encode(data)):
                self._transport.flush()
        except StreamClosed:
            self.abandon()
            raise

    async def write_async(self, data: object) -> None:
        """Do as ``write`` does, without blocking the event loop."""
        try:
            if self._take(_encode(data)):
                await self._transport.flush_async()
        except StreamClosed:
            self.abandon()
            raise

    def end(self, data: object = b"") -> None:
        """Send data and say that the response is whole. Once is enough; returning from the handler does it too."""
        if self._finish(_encode(data)):
            self._transport.flush()

    async def end_async(self, data: object = b"") -> None:
        """Do as ``end`` does, without blocking the event loop."""
        if self._finish(_encode(data)):
            await self._transport.flush_async()

    def fail(self, error_type: str, error: str) -> None:
        """Say that the response broke; ``error`` is awslambdaric's error JSON. Nothing happens if it has ended.

        Only for a stream that has started: before that, an error takes the response's place. What is written from now
        on raises StreamClosed.
        """
        with self._lock:
            if not self.closed:
                self._settle(_State.CLOSED)
                self._transport.fail(error_type, error)

    def tell(self, code: str, message: str) -> None:
        """Say in the stream itself, if its format has a way to, that it breaks: HTTP clients see no trailers."""
        dialect = self.dialect
        with self._lock:
            if self._state is _State.OPEN and dialect is not None:
                self.write((b"" if dialect.fits(self._tail) else dialect.boundary) + dialect.error(code, message))

    def break_off(self, told: tuple[str, str], error_type: str, error: str) -> None:
        """Do both, ``tell`` and ``fail``, with nothing between them that another thread writes."""
        with self._lock:
            self.tell(*told)
            self.fail(error_type, error)

    async def keep_alive(self) -> None:
        """Say in the stream itself, if its format has a way to and it is between two parts, that it lives."""
        dialect = self.dialect
        try:
            with self._lock:
                if self._state is not _State.OPEN or dialect is None or not dialect.fits(self._tail):
                    return
                self._take(dialect.heartbeat)
            await self._transport.flush_async()
        except StreamClosed:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Take note that nobody takes the response any more; what is written from now on raises StreamClosed."""
        self._settle(_State.CLOSED)

    async def wait_closed(self) -> None:
        """Return when nobody takes the response any more, which may be never."""
        with suppress(StreamClosed):
            await self._transport.wait_closed()

    def _finish(self, data: bytes) -> bool:
        with self._lock:
            if self.closed and not data:
                return False
            self._take(data)
            if self._state is _State.WAITING:
                self._send_head(empty=True)
            self._settle(_State.ENDED)
            self._transport.finish()
            return True

    def _take(self, data: bytes) -> bool:
        with self._lock:
            if self._state is _State.CLOSED:
                raise StreamClosed("nobody takes this response any more")
            if self._state is _State.ENDED:
                raise InvalidStreamingOperation("the response has ended")
            if not data:
                return False
            if self._state is _State.WAITING:
                self._send_head(empty=False)
            self._tail = (self._tail + data[-_TAIL:])[-_TAIL:]
            self._transport.send(data)
            return True

    def _send_head(self, *, empty: bool) -> None:
        filling = empty and self._prelude is not None and self._fills_empty_body
        if filling and self._prelude is not None:
            self._prelude = self._prelude.with_length(len(_EMPTY_BODY))
        self._state = _State.OPEN
        self._transport.start(self._content_type, self._prelude)
        if filling:
            self._transport.send(_EMPTY_BODY)

    def _settle(self, state: _State) -> None:
        if not self.closed:
            self._state = state

    def _check_waiting(self, what: str) -> None:
        if self.started:
            raise InvalidStreamingOperation(f"Cannot {what}, too late")


class HttpResponseStream:
    """Makes a response stream an HTTP response: status, headers and cookies in front of the body."""

    @staticmethod
    def from_(stream: ResponseStream, metadata: Metadata, *, fills_empty_body: bool = True) -> ResponseStream:
        """Return the same stream, which will send this head before its first byte.

        Args:
            stream: nothing may have been written to it.
            metadata: ``statusCode`` (default 200), ``headers``, ``cookies``, and for API Gateway REST
                ``multiValueHeaders``.
            fills_empty_body: send a line feed where the body would be empty, because a Function URL hangs there.

        Raises:
            InvalidStreamingOperation: the head has left.
            TypeError: a field has a wrong type.
            ValueError: no HTTP status, an unknown field, or a header that would break the head apart.
        """
        stream.set_prelude(Prelude.parse(metadata), fills_empty_body=fills_empty_body)
        return stream


def _encode(data: object) -> bytes:
    if isinstance(data, Bytes):
        return bytes(data)
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Half of a character: whole ones are put together, the rest becomes U+FFFD, as in Node.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
