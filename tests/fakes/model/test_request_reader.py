import pytest

from fakes.model import request_reader
from fakes.model.request import Request
from fakes.model.request_reader import RequestReader

POST = b"POST /a?b HTTP/1.1\r\nHost: x\r\nX-Twice: 1\r\nx-twice: 2\r\nContent-Length: 4\r\n\r\nbody"
CHUNKED = b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n"
GET = b"GET / HTTP/1.1\r\n\r\n"


class Reading:
    """A reader and what came out of it."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.welcomed = 0
        self.reader = RequestReader(on_request=self.requests.append, on_expect=self._welcome)

    def _welcome(self) -> None:
        self.welcomed += 1


def read(*parts: bytes) -> Reading:
    reading = Reading()
    for part in parts:
        reading.reader.feed(part)
    return reading


WHOLE = Request("POST", "/a?b", (("host", "x"), ("x-twice", "1"), ("x-twice", "2"), ("content-length", "4")), b"body")

CASES = [
    (POST, [WHOLE]),
    (CHUNKED, [Request("POST", "/", (("transfer-encoding", "chunked"),), b"body")]),
    (GET, [Request("GET", "/")]),
    (POST + GET, [WHOLE, Request("GET", "/")]),
    (b"GET / HTTP/1.0\r\n\r\n", [Request("GET", "/", version="1.0")]),
    (b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n" + GET, [Request("GET", "/", (("connection", "close"),))]),
    (
        b"GET / HTTP/1.1\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n" + GET,
        [Request("GET", "/", (("connection", "upgrade"), ("upgrade", "h2c")))],
    ),
    (b"CONNECT a:1 HTTP/1.1\r\n\r\n" + GET, [Request("CONNECT", "a:1")]),
]


@pytest.mark.parametrize(("data", "requests"), CASES)
def test_a_request_is_read_the_same_whole_and_byte_by_byte(data: bytes, requests: list[Request]) -> None:
    assert read(data).requests == requests
    assert read(*(data[at : at + 1] for at in range(len(data)))).requests == requests


@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET\r\n\r\n", GET.replace(b"1.1", b"9.9")])
def test_what_is_not_http_is_one_malformed_request_and_the_end(garbage: bytes) -> None:
    reading = read(garbage, GET)

    assert [request.fault for request in reading.requests] == ["malformed"]
    assert not reading.requests[0].keep_alive


def test_garbage_after_the_last_request_of_a_connection_is_nobodys_business() -> None:
    reading = read(b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n\x00\x01\x02 HTTP")

    assert [request.fault for request in reading.requests] == [None]


def test_a_client_that_waits_for_its_body_to_be_welcome_is_told_once() -> None:
    head = b"POST / HTTP/1.1\r\nexpect: 100-Continue\r\ncontent-length: 4\r\n\r\n"

    assert read(head).welcomed == 1
    assert read(head, b"body").requests[0].body == b"body"


@pytest.mark.parametrize(
    "data",
    [
        b"POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 11\r\n\r\n01234567890" + GET,
        b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n6\r\n012345\r\n6\r\n012345\r\n6\r\n012345\r\n0\r\n\r\n"
        + GET,
    ],
)
def test_a_body_above_the_limit_is_refused_once_and_never_kept(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_reader, "BODY_LIMIT", 10)

    reading = read(data)

    assert [(request.fault, request.body) for request in reading.requests] == [("too_large", b"")]
    assert reading.welcomed == 0


def test_a_body_of_exactly_the_limit_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_reader, "BODY_LIMIT", 4)

    assert [request.body for request in read(POST, CHUNKED).requests] == [b"body", b"body"]
