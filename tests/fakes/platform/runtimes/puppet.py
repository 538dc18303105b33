"""A runtime by hand, on raw sockets: the event says, step by step, what to do.

The event, or the body of the HTTP request that it describes, is a list of steps: a verb and its arguments each.
"""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HOST, PORT = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
PATH = "/2018-06-01/runtime"


def connect() -> socket.socket:
    connection = socket.create_connection((HOST, int(PORT)))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def read_reply(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += (more := connection.recv(65536))
        if not more:
            raise SystemExit("the platform left")
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return int(first.split()[1]), headers, body


def call(method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    with connect() as connection:
        lines = [f"{method} {PATH}{path} HTTP/1.1", "host: x", f"content-length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        return read_reply(connection)


class Puppet:
    """Works on one event."""

    def __init__(self, request_id: str, headers: dict[str, str]) -> None:
        self.id = request_id
        self.headers = headers
        self.connection: socket.socket | None = None

    def post(self, lines: list[str], where: str = "response") -> socket.socket:
        self.connection = connect()
        head = [f"POST {PATH}/invocation/{self.id}/{where} HTTP/1.1", "host: x", *lines, "", ""]
        self.connection.sendall("\r\n".join(head).encode())
        return self.connection

    def send(self, data: bytes) -> None:
        assert self.connection is not None
        self.connection.sendall(b"%x\r\n%s\r\n" % (len(data), data))

    def reply(self) -> None:
        assert self.connection is not None
        status, _, body = read_reply(self.connection)
        print("status", status, body.decode(), flush=True)

    def do_stream(self, content_type: str = "text/plain", *more: str) -> None:
        given = [f"content-type: {content_type}"] if content_type else []
        self.post(
            [
                "Lambda-Runtime-Function-Response-Mode: streaming",
                "Trailer: Lambda-Runtime-Function-Error-Type",
                "Trailer: Lambda-Runtime-Function-Error-Body",
                "transfer-encoding: chunked",
                *given,
                *more,
            ]
        )

    def do_write(self, text: str) -> None:
        self.send(text.encode())

    def do_bytes(self, encoded: str, size: int = 0) -> None:
        data = base64.b64decode(encoded)
        portion = size or len(data)
        for start in range(0, len(data), portion):
            self.send(data[start : start + portion])

    def do_prelude(self, document: object) -> None:
        self.send(json.dumps(document).encode())
        self.send(b"\0" * 8)

    def do_flood(self, count: int, size: int = 1024, counter: str = "") -> None:
        for number in range(count):
            try:
                self.send(b"x" * size)
            except ConnectionError:
                break
            if counter:
                Path(counter).write_text(str(number + 1))

    def do_end(self) -> None:
        assert self.connection is not None
        self.connection.sendall(b"0\r\n\r\n")
        self.reply()

    def do_fail(self, kind: str, payload: str, *, encode: bool = True) -> None:
        assert self.connection is not None
        body = base64.b64encode(payload.encode()).decode() if encode else payload
        trailers = f"Lambda-Runtime-Function-Error-Type: {kind}\r\nLambda-Runtime-Function-Error-Body: {body}\r\n"
        self.connection.sendall(f"0\r\n{trailers}\r\n".encode())
        self.reply()

    def do_fail_plainly(self, kind: str, payload: str) -> None:
        self.do_fail(kind, payload, encode=False)

    def do_answer(self, body: str, content_type: str = "application/json", *more: str) -> None:
        data = body.encode()
        self.post([f"content-type: {content_type}", f"content-length: {len(data)}", *more]).sendall(data)
        self.reply()

    def do_answer_size(self, size: int) -> None:
        self.do_answer("x" * size)

    def do_error(self, payload: str, *more: str) -> None:
        data = payload.encode()
        self.post([f"content-length: {len(data)}", *more], "error").sendall(data)
        self.reply()

    def do_break(self) -> None:
        assert self.connection is not None
        self.connection.close()

    def do_raw(self, text: str) -> None:
        assert self.connection is not None
        self.connection.sendall(text.encode())
        self.reply()

    def do_named_answer(self) -> None:
        self.do_answer(
            "1", "text/plain", f"lambda-runtime-invocation-id: {self.headers['lambda-runtime-invocation-id']}"
        )

    def do_bad_http(self) -> None:
        with connect() as connection:
            connection.sendall(b"garbage\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            print("status", read_reply(connection)[0], flush=True)

    def do_call(self, method: str, path: str, body: str = "") -> None:
        status, _, answer = call(method, path.replace("ID", self.id), body.encode())
        print("status", status, answer.decode(), flush=True)

    def do_wait(self, path: str) -> None:
        while not Path(path).exists():
            time.sleep(0.005)

    def do_touch(self, path: str) -> None:
        Path(path).touch()

    def do_sleep(self, seconds: float = 600) -> None:
        time.sleep(seconds)

    def do_print(self, text: str) -> None:
        print(text, flush=True)

    def do_whoami(self) -> None:
        self.do_answer(str(os.getpid()))

    def do_headers(self) -> None:
        self.do_answer(json.dumps(self.headers))

    def do_spawn(self) -> None:
        child = subprocess.Popen(["sleep", "600"])
        print("child", child.pid, flush=True)

    def do_escape(self) -> None:
        """Start a process that leaves the group and keeps the pipes."""
        child = subprocess.Popen(["sleep", "600"], start_new_session=True)
        print("child", child.pid, flush=True)

    def do_later(self, text: str) -> None:
        subprocess.Popen(["sh", "-c", f"sleep 0.3; echo {text}"])

    def do_exit(self, status: int) -> None:
        os._exit(status)

    def do_signal(self, number: int) -> None:
        os.kill(os.getpid(), number)


def work() -> None:
    with connect() as connection:
        connection.sendall(f"GET {PATH}/invocation/next HTTP/1.1\r\nhost: x\r\n\r\n".encode())
        _, headers, body = read_reply(connection)
    event = json.loads(body)
    if event == {}:
        event = [["print", "the empty event"], ["answer", "{}"]]
    if isinstance(event, dict):
        event = json.loads(base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"])
    puppet = Puppet(headers["lambda-runtime-aws-request-id"], headers)
    for verb, *arguments in event:
        getattr(puppet, f"do_{verb}")(*arguments)


def begin(mode: str = "", *arguments: str) -> None:
    if mode == "init-error":
        status, _, _ = call("POST", "/init/error", arguments[0].encode())
        print("status", status, flush=True)
        sys.exit(1)
    if mode == "init-exit":
        sys.exit(int(arguments[0]))
    if mode == "init-signal":
        os.kill(os.getpid(), int(arguments[0]))
    if mode == "init-slow" and not Path(arguments[0]).exists():
        Path(arguments[0]).touch()
        signal.pause()
    if mode == "init-hang":
        signal.pause()
    if mode == "restore":
        print("status", call("GET", "/restore/next")[0], flush=True)


if __name__ == "__main__":
    begin(*sys.argv[1:])
    while True:
        work()
