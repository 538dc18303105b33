"""A Runtime API that hands out the same event again and again, throws away what is posted, and keeps the times.

Raw sockets in threads: it has to cost less than what it measures.
"""

import socket
import threading
import time
from dataclasses import dataclass, field

from bench.upstream_dialect import MARK

_BUFFER = 1 << 20


@dataclass
class RuntimeSink:
    """Serves one runtime process until it has worked on ``invocations`` events.

    Attributes:
        event: the event's JSON.
        invocations: how many there are.
        durations: seconds from handing an event out to the end of the response.
        marks: how often the responses hold the byte that stands for what was asked for.
        ready: when the first event was asked for, on the performance counter; 0 before.
        started: set then.
        go: events are handed out when it has been set.
        done: set when there are no more.
    """

    event: bytes
    invocations: int
    durations: list[float] = field(default_factory=list)
    marks: int = 0
    ready: float = 0.0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self._listener.getsockname())
        self.started, self.go, self.done = threading.Event(), threading.Event(), threading.Event()
        self._handed_out = 0.0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while not self.done.is_set():
            connection, _ = self._listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            pending = b""
            while True:
                while b"\r\n\r\n" not in pending:
                    data = connection.recv(_BUFFER)
                    if not data:
                        return
                    pending += data
                head, _, pending = pending.partition(b"\r\n\r\n")
                if b"/invocation/next " in head:
                    self.ready = self.ready or time.perf_counter()
                    self.started.set()
                    self.go.wait()
                    self._hand_out(connection)
                else:
                    self._take(connection, head.lower(), pending)
                    pending = b""

    def _hand_out(self, connection: socket.socket) -> None:
        if len(self.durations) == self.invocations:
            self.done.set()
            # The runtime waits, as it does on Lambda, until it is ended.
            threading.Event().wait()
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            f"Lambda-Runtime-Aws-Request-Id: request-{len(self.durations)}\r\n"
            f"Lambda-Runtime-Deadline-Ms: {int((time.time() + 600) * 1000)}\r\n"
            f"Lambda-Runtime-Invoked-Function-Arn: arn\r\nContent-Length: {len(self.event)}\r\n\r\n"
        )
        self._handed_out = time.perf_counter()
        connection.sendall(head.encode() + self.event)

    def _take(self, connection: socket.socket, head: bytes, pending: bytes) -> None:
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), None)
        received, marks = len(pending), pending.count(MARK)
        tail = pending[-5:]
        buffer = bytearray(_BUFFER)
        while (tail != b"0\r\n\r\n") if length is None else (received < length):
            count = connection.recv_into(buffer)
            if not count:
                return
            received += count
            marks += buffer.count(MARK, 0, count)
            tail = (tail + bytes(buffer[max(0, count - 5) : count]))[-5:]
        self.marks += marks
        self.durations.append(time.perf_counter() - self._handed_out)
        connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
