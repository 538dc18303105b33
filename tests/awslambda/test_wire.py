"""The bytes of a streamed response, beside those of AWS's own client for Node."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.awslambda import HttpResponseStream, ResponseStream
from service.awslambda.invocation import Handler
from service.awslambda.runtime_response import RuntimeResponse
from service.awslambda.wire import TERMINATOR, Address, Answer, chunk, content_type_of, head, trailers
from tests.awslambda.runtime_api import RuntimeApi

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "node_ric_wire.json").read_text())["writes"]

META: Any = {"statusCode": 200, "headers": {"Content-Type": "text/event-stream"}, "cookies": ["a=1"]}
PRELUDE = b'53\r\n{"statusCode":200,"headers":{"Content-Type":"text/event-stream"},"cookies":["a=1"]}\r\n'
DELIMITER = b"8\r\n" + bytes(8) + b"\r\n"
ERROR = json.dumps({"errorMessage": "mid é", "errorType": "TypeError", "requestId": "id-1", "stackTrace": []})

# The same functions that ran in Node.


def errfirst(_event: object, _stream: ResponseStream, _context: object) -> None:
    raise ValueError("first")


def errmid(_event: object, stream: ResponseStream, _context: object) -> None:
    stream = HttpResponseStream.from_(stream, META)
    stream.write("data: 0\n\n")
    stream.write("data: 1\n\n")
    raise TypeError("mid é")


def rawdefault(_event: object, stream: ResponseStream, _context: object) -> None:
    stream.write({"a": 1})
    stream.write(b"b")
    stream.end()


def preludeend(_event: object, stream: ResponseStream, _context: object) -> None:
    HttpResponseStream.from_(stream, META).end()


def endwithdata(_event: object, stream: ResponseStream, _context: object) -> None:
    HttpResponseStream.from_(stream, META).end("final")


def emptyend(_event: object, stream: ResponseStream, _context: object) -> None:
    stream.end()


def pipeline(_event: object, stream: ResponseStream, _context: object) -> Iterator[str]:
    HttpResponseStream.from_(stream, META)
    yield "p0\n"
    yield "p1\n"


@dataclass(frozen=True)
class Situation:
    """What a function does, and what of Node's bytes is otherwise here: (Node's, ours, why)."""

    function: Callable[..., object]
    otherwise: tuple[tuple[bytes, bytes, str], ...] = ()


def trailer(name: str) -> bytes:
    """Return one of the trailer lines that Node sent in the situation."""
    raw = "".join(VECTORS["errmid"]).encode("latin-1")
    return next(line for line in raw.split(b"\r\n") if line.startswith(f"Lambda-Runtime-Function-{name}".encode()))


IN_BAND = b'event: error\ndata: {"code":"internal_error","error":"Internal server error"}\n\n'
OUR_BODY = b"Lambda-Runtime-Function-Error-Body: " + base64.b64encode(ERROR.encode())

SITUATIONS = [
    Situation(rawdefault),
    Situation(emptyend),
    Situation(pipeline),
    Situation(
        errmid,
        (
            (
                b"0\r\nLambda",
                b"%x\r\n%b\r\n0\r\nLambda" % (len(IN_BAND), IN_BAND),
                "HTTP clients see no trailers: the stream itself says that it breaks",
            ),
            (trailer("Error-Body"), OUR_BODY, "the error JSON is Python's: awslambdaric's keys, its stack trace"),
        ),
    ),
    Situation(
        preludeend,
        (
            (
                b"\r\n\r\n0\r\n\r\n",
                b"\r\n\r\n" + PRELUDE + DELIMITER + b"1\r\n\n\r\n0\r\n\r\n",
                "Node forgets the prelude; and a Function URL hangs on a head without a body",
            ),
        ),
    ),
    Situation(
        endwithdata,
        ((b"\r\n\r\n5\r\nfinal", b"\r\n\r\n" + PRELUDE + DELIMITER + b"5\r\nfinal", "Node forgets the prelude"),),
    ),
]


def ours(situation: Situation, request_id: str) -> tuple[bytes, RuntimeApi]:
    """Return every byte that reaches the Runtime API."""
    with RuntimeApi() as api:
        response = RuntimeResponse(Address.parse(api.address), request_id, None)
        stream = ResponseStream(response)
        try:
            Handler(situation.function).answer({}, stream, None)
        except TypeError as error:
            stream.fail(type(error).__name__, ERROR)
        assert response.settle() == 202
    return api.connections[0].raw, api


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.function.__name__)
def test_the_bytes_are_nodes_but_for_the_differences_told(situation: Situation) -> None:
    node = "".join(VECTORS[situation.function.__name__]).encode("latin-1")
    request_id = node.split(b"/")[4].decode()
    written, api = ours(situation, request_id)
    expected = node.replace(b"Host: 127.0.0.1:18040", b"Host: " + api_address(written))
    # AWS asks a custom runtime to close the connection after the response; Node keeps it.
    expected = expected.replace(b"Connection: keep-alive", b"Connection: close")
    for theirs, here, why in situation.otherwise:
        assert expected.count(theirs) == 1, why
        expected = expected.replace(theirs, here)
    assert written == expected
    assert api.posted[0].whole


def api_address(written: bytes) -> bytes:
    """Return the Host header: the port is another one each time."""
    return written.partition(b"Host: ")[2].partition(b"\r\n")[0]


def test_an_error_before_the_first_byte_sends_nothing_and_node_an_empty_response() -> None:
    node = "".join(VECTORS["errfirst"]).encode("latin-1")
    assert b"\r\n\r\n0\r\nLambda-Runtime-Function-Error-Type: Error\r\n" in node
    with RuntimeApi() as api:
        response = RuntimeResponse(Address.parse(api.address), "id-0", None)
        # awslambdaric posts it to /error, with its cause for X-Ray: test_runtime.py.
        with pytest.raises(ValueError, match="first"):
            Handler(errfirst).answer({}, ResponseStream(response), None)
        response.close()
    assert api.connections == []


def test_every_situation_of_node_is_compared() -> None:
    assert {situation.function.__name__ for situation in SITUATIONS} | {"errfirst"} == set(VECTORS)


def test_the_head_the_prelude_and_the_first_chunk_leave_together() -> None:
    def function(_event: object, stream: ResponseStream, _context: object) -> None:
        HttpResponseStream.from_(stream, META).write("data: 0\n\n")
        api.until(lambda: bool(api.posted) and len(api.posted[0].chunks) == 3)
        stream.write("data: 1\n\n")

    with RuntimeApi() as api:
        response = RuntimeResponse(Address.parse(api.address), "id", None)
        Handler(function).answer({}, ResponseStream(response), None)
        response.settle()
    first, *_ = api.connections[0].reads
    assert first.endswith(b"\r\n\r\n" + PRELUDE + DELIMITER + b"9\r\ndata: 0\n\n\r\n")
    assert api.posted[0].chunks == [PRELUDE[4:-2], bytes(8), b"data: 0\n\n", b"data: 1\n\n"]


# One by one.


@pytest.mark.parametrize(
    ("text", "host", "port", "prefix", "authority"),
    [
        ("127.0.0.1:9001", "127.0.0.1", 9001, "", "127.0.0.1:9001"),
        ("runtime.local:80", "runtime.local", 80, "", "runtime.local:80"),
        ("http://127.0.0.1:9001", "127.0.0.1", 9001, "", "127.0.0.1:9001"),
        ("http://127.0.0.1:9001/", "127.0.0.1", 9001, "", "127.0.0.1:9001"),
        ("127.0.0.1:9000/.rt/fn", "127.0.0.1", 9000, "/.rt/fn", "127.0.0.1:9000"),
        ("http://127.0.0.1:9000/.rt/fn/", "127.0.0.1", 9000, "/.rt/fn", "127.0.0.1:9000"),
        ("[::1]:9001", "::1", 9001, "", "[::1]:9001"),
        ("[::1]", "::1", 80, "", "[::1]:80"),
        ("localhost", "localhost", 80, "", "localhost:80"),
    ],
)
def test_an_address_is_read_in_every_form(text: str, host: str, port: int, prefix: str, authority: str) -> None:
    address = Address.parse(text)
    assert (address.host, address.port, address.prefix, address.authority) == (host, port, prefix, authority)


@pytest.mark.parametrize("text", ["127.0.0.1:", "127.0.0.1:http", ""])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    if text:
        with pytest.raises(ValueError, match="invalid literal"):
            Address.parse(text)
    else:
        assert Address.parse(text).port == 80


def test_the_head_goes_where_the_address_says_and_echoes_the_invocation() -> None:
    written = head(Address(host="h", port=1, prefix="/.rt/fn"), "id-1", "invocation-1", "text/plain").decode()
    first, *lines = written.split("\r\n")
    assert first == "POST /.rt/fn/2018-06-01/runtime/invocation/id-1/response HTTP/1.1"
    assert "Lambda-Runtime-Invocation-Id: invocation-1" in lines
    assert lines[-2:] == ["", ""]


@pytest.mark.parametrize("nothing", [None, ""])
def test_an_older_runtime_api_gets_no_invocation_id(nothing: str | None) -> None:
    assert b"Invocation-Id" not in head(Address(host="h", port=1), "id-1", nothing, "text/plain")


@pytest.mark.parametrize("text", ["text/plain", "text/plain; charset=utf-8", 'multipart/x; boundary="{a}"'])
def test_a_content_type_that_a_header_can_hold_is_taken_as_it_is(text: str) -> None:
    assert content_type_of(text) == text
    assert f"Content-Type: {text}\r\n".encode() in head(Address(host="h", port=1), "id", None, text)


@pytest.mark.parametrize("text", ["", "a\r\nb: c", "a\n", "a\0", "text/plain; name=é", "a\x7f"])
def test_a_content_type_that_would_break_the_head_apart_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a content type"):
        content_type_of(text)


@pytest.mark.parametrize("size", [1, 9, 10, 15, 16, 255, 256, 65_536])
def test_a_chunk_says_its_size_in_hexadecimal(size: int) -> None:
    data = b"\r" * size
    assert chunk(data) == f"{size:x}\r\n".encode() + data + b"\r\n"


@pytest.mark.parametrize(
    ("error_type", "sent"),
    [
        ("ValueError", "ValueError"),
        ("Runtime.Unknown", "Runtime.Unknown"),
        ("", "Error"),
        ("Fehlerä", "Fehler_"),
        ("a\r\nb: c", "a_b:_c"),
        ("Ошибка", "_"),
        ("a b", "a_b"),
    ],
)
def test_an_error_type_is_made_safe_for_a_header(error_type: str, sent: str) -> None:
    assert trailers(error_type, "{}").split(b"\r\n")[1] == f"Lambda-Runtime-Function-Error-Type: {sent}".encode()


@pytest.mark.parametrize("error", ["{}", '{"errorMessage":"é\n"}', '{"errorMessage":"' + "x" * 100_000 + '"}'])
def test_an_error_is_one_line_of_base64_however_long(error: str) -> None:
    size, _, body, *rest = trailers("Error", error).split(b"\r\n")
    assert (size, rest) == (b"0", [b"", b""])
    assert base64.b64decode(body.rpartition(b" ")[2], validate=True).decode() == error


def test_an_error_that_has_no_utf8_is_told_all_the_same() -> None:
    body = trailers("Error", '"\ud800"').split(b"\r\n")[2]
    assert base64.b64decode(body.rpartition(b" ")[2]) == b'"?"'


def test_the_terminator_is_an_empty_chunk_and_no_trailers() -> None:
    assert TERMINATOR == b"0\r\n\r\n"


ANSWERS = [
    (b"HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\nOK", 202, False),
    (b"HTTP/1.1 200 OK\r\n\r\n", 200, False),
    (b"HTTP/1.1 299\r\n\r\n", 299, False),
    (b"HTTP/1.1 300 Multiple Choices\r\n\r\n", 300, True),
    (b"HTTP/1.1 410 Gone\r\n\r\n", 410, True),
    (b"HTTP/1.1 413 Request Entity Too Large\r\n\r\n{}", 413, True),
    (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n",
        202,
        False,
    ),
    (b"HTTP/1.1 100 Continue\r\n\r\n", None, False),
    (b"HTTP/1.1 202 Accepted\r\n", None, False),
    (b"", None, False),
    (b"220 mail.example ESMTP\r\n\r\n", 0, True),
    (b"HTTP/1.1\r\n\r\n", 0, True),
    (b"\r\n\r\n", 0, True),
]


@pytest.mark.parametrize(("received", "status", "refused"), ANSWERS)
@pytest.mark.parametrize("step", [1, 7, 10_000], ids=["byte by byte", "in parts", "whole"])
def test_an_answer_is_understood_however_it_arrives(
    received: bytes, status: int | None, *, refused: bool, step: int
) -> None:
    answer = Answer()
    for start in range(0, len(received), step):
        answer.feed(received[start : start + step])
    assert (answer.status, answer.refused) == (status, refused)
