"""Lambda's Runtime API over a loopback socket: hands events out, and keeps every byte of what is posted, as it came.

It is never kinder than AWS: HTTP is read by h11, an answer for an invocation that was not handed out or that has been
answered is refused, an error behind the beginning of a response too, and the id that has to be echoed is checked.
"""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

import h11

_PATIENCE = 20.0
"""Seconds until what has not happened never will."""

_READ_SIZE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How a post to ``/response`` is answered.

    Attributes:
        status: what it gets; 0 for nothing.
        early: it gets it when its head is here, not when it is whole.
        said: bytes that come before the answer.
        then: read on; stop reading until ``reads`` is set; or close or reset the connection.
    """

    status: int = 202
    early: bool = False
    said: bytes = b""
    then: Literal["read", "stop", "close", "reset"] = "read"


@dataclass(slots=True, eq=False)
class Connection:
    """One connection, seen from the platform: the bytes read by read, and whether the runtime has closed it."""

    reads: list[bytes] = field(default_factory=list)
    closed: bool = False

    @property
    def raw(self) -> bytes:
        """Everything that arrived."""
        return b"".join(self.reads)


@dataclass(slots=True, eq=False)
class Posted:
    """One POST, whole or as far as it has come."""

    target: str
    headers: tuple[tuple[str, str], ...]
    connection: Connection
    chunks: list[bytes] = field(default_factory=list)
    trailers: dict[str, str] = field(default_factory=dict)
    whole: bool = False
    status: int | None = None

    @property
    def body(self) -> bytes:
        """The chunks, joined."""
        return b"".join(self.chunks)

    @property
    def kind(self) -> str:
        """``response`` or ``error``."""
        return self.target.rpartition("/")[2]

    @property
    def id(self) -> str:
        """The invocation's."""
        return self.target.split("/")[-2]

    def header(self, name: str) -> str | None:
        """Return a header's value, given in lower case."""
        return dict(self.headers).get(name)


class RuntimeApi:
    """Serves one runtime process.

    Args:
        events: handed out by ``/next``, one after the other; then the connection is closed, which ends awslambdaric.
            Without any, every id is taken.
        conduct: how responses are answered, one after the other; the last is for all that follow.
        headers: more headers of ``/next``.
        deadline: seconds that an invocation has.
    """

    def __init__(
        self,
        *events: object,
        conduct: tuple[Conduct, ...] = (Conduct(),),
        headers: Mapping[str, str] | None = None,
        deadline: float = 600.0,
    ) -> None:
        self.connections: list[Connection] = []
        self.posted: list[Posted] = []
        self.reads = threading.Event()
        self.events = list(events)
        self._strict = bool(events)
        self._conduct = list(conduct)
        self._headers = dict(headers or {})
        self._deadline = deadline
        self._handed_out = 0
        self._changed = threading.Condition()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        # Small, so that a runtime that is not read from notices it soon.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def address(self) -> str:
        """``host:port``, for ``AWS_LAMBDA_RUNTIME_API``."""
        return "{}:{}".format(*self._listener.getsockname())

    @property
    def responses(self) -> list[Posted]:
        """What was posted to ``/response``."""
        return [posted for posted in self.posted if posted.kind == "response"]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.reads.set()
        # Closing alone would leave accept and recv waiting.
        for connection in (self._listener, *self._sockets):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in self._threads:
            thread.join()
        for connection in (self._listener, *self._sockets):
            connection.close()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds about what has arrived."""
        with self._changed:
            assert self._changed.wait_for(holds, _PATIENCE), self.posted

    def refuse(self) -> None:
        """Say on every connection that nothing more of its response is wanted."""
        for connection in self._sockets:
            connection.sendall(b"HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n")

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        seen = Connection()
        self.connections.append(seen)
        try:
            _Conversation(self, connection, seen).run()
        except OSError:
            pass
        finally:
            connection.close()
            seen.closed = True
            self._notify()

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _next(self) -> tuple[int, list[tuple[str, str]], bytes]:
        event = self.events[self._handed_out]
        self._handed_out += 1
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": f"request-{self._handed_out}",
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + self._deadline) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:000000000000:function:function",
            **self._headers,
        }
        return 200, list(headers.items()), json.dumps(event).encode()

    def _verdict(self, posted: Posted, status: int) -> int:
        """Return the status of a post, which is AWS's if the post is against its rules."""
        if not self._strict or posted.target.startswith("/2018-06-01/runtime/init/"):
            return status
        before = [other for other in self.posted if other is not posted and other.id == posted.id]
        if posted.id != f"request-{self._handed_out}" or any(other.status == 202 for other in before):
            return 400
        if posted.kind == "error" and before:
            return 403
        if posted.header("lambda-runtime-invocation-id") != self._headers.get("Lambda-Runtime-Invocation-Id"):
            return 410
        return status


class _Conversation:
    """One connection's requests, one after the other."""

    def __init__(self, api: RuntimeApi, connection: socket.socket, seen: Connection) -> None:
        self._api = api
        self._socket = connection
        self._seen = seen
        self._http = h11.Connection(h11.SERVER)
        self._chunk = b""
        self._left = False

    def run(self) -> None:
        while True:
            request = self._event()
            if not isinstance(request, h11.Request):
                return
            target = request.target.decode()
            if request.method == b"GET":
                assert target == "/2018-06-01/runtime/invocation/next"
                assert isinstance(self._event(), h11.EndOfMessage)
                if self._api._handed_out == len(self._api.events):
                    self._socket.close()
                    return
                self._answer(*self._api._next())
            elif not self._post(target, request):
                return
            if self._http.our_state is h11.MUST_CLOSE or self._http.their_state is h11.MUST_CLOSE:
                self._until_closed()
                return
            self._http.start_next_cycle()

    def _post(self, target: str, request: h11.Request) -> bool:
        """Take a post. Return whether the connection can be used again."""
        headers = tuple((name.decode(), value.decode()) for name, value in request.headers)
        posted = Posted(target, headers, self._seen)
        self._api.posted.append(posted)
        self._api._notify()
        conduct = Conduct()
        if posted.kind == "response":
            conduct = self._api._conduct.pop(0) if len(self._api._conduct) > 1 else self._api._conduct[0]
        self._socket.sendall(conduct.said)
        if conduct.early and conduct.status:
            self._answer(conduct.status, [], b"", end=False)
        if conduct.then == "stop":
            self._api.reads.wait(_PATIENCE)
        elif conduct.then != "read":
            self._leave(reset=conduct.then == "reset")
            return False
        if not self._body(posted):
            return False
        posted.whole = True
        posted.status = conduct.status if conduct.early else self._api._verdict(posted, conduct.status)
        if conduct.status and not conduct.early:
            self._answer(posted.status, [("Content-Type", "application/json")], b'{"status":"OK"}\n')
        self._api._notify()
        return conduct.status != 0 and not conduct.early

    def _body(self, posted: Posted) -> bool:
        while True:
            event = self._event()
            if isinstance(event, h11.Data):
                self._chunk += bytes(event.data)
                if event.chunk_end or not posted.header("transfer-encoding"):
                    posted.chunks.append(self._chunk)
                    self._chunk = b""
                    self._api._notify()
            elif isinstance(event, h11.EndOfMessage):
                posted.trailers = {name.decode(): value.decode() for name, value in event.headers}
                return True
            else:
                return False

    def _event(self) -> object:
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError:
                if not self._left:
                    # It speaks, and it is not HTTP.
                    raise
                return h11.ConnectionClosed()
            if event is not h11.NEED_DATA:
                return event
            data = self._socket.recv(_READ_SIZE)
            if data:
                self._seen.reads.append(data)
                self._api._notify()
            self._left = not data
            self._http.receive_data(data)

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes, *, end: bool = True) -> None:
        response = h11.Response(status_code=status, headers=[*headers, ("Content-Length", str(len(body)))])
        parts = [self._http.send(response), self._http.send(h11.Data(data=body)) if body else b""]
        if end:
            parts.append(self._http.send(h11.EndOfMessage()))
        self._socket.sendall(b"".join(part or b"" for part in parts))

    def _leave(self, *, reset: bool) -> None:
        if reset:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            # What was not read would make it a reset.
            self._socket.shutdown(socket.SHUT_WR)
            self._until_closed()
        self._socket.close()

    def _until_closed(self) -> None:
        while data := self._socket.recv(_READ_SIZE):
            self._seen.reads.append(data)
