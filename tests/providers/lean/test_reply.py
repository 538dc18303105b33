"""Responses, cut anywhere."""

import pytest

from service.providers.lean.reply import Garbled, Reply

CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A:  b \r\n\r\n3\r\nHel\r\n2;x=y\r\nlo\r\n0\r\nT: u\r\n\r\n"
)
COUNTED = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello"


def read(*pieces: bytes) -> tuple[Reply, bytes]:
    reply, body = Reply(), b""
    for piece in pieces:
        reply.feed(piece)
        body += reply.take()
    return reply, body


@pytest.mark.parametrize("sent", [CHUNKED, COUNTED], ids=["chunked", "counted"])
def test_a_response_is_the_same_wherever_it_is_cut(sent: bytes) -> None:
    for cut in range(1, len(sent)):
        reply, body = read(sent[:cut], sent[cut:])
        assert (reply.status, body, reply.done, reply.keeps) == (200, b"Hello", True, True)


def test_a_response_is_not_over_before_its_end() -> None:
    for sent in (CHUNKED, COUNTED):
        reply, _ = read(sent[:-1])
        assert (reply.headed, reply.done, reply.end()) == (True, False, False)


def test_what_came_together_is_taken_together() -> None:
    reply = Reply()
    reply.feed(CHUNKED)
    assert (reply.size, reply.take(), reply.size, reply.take()) == (5, b"Hello", 0, b"")


def test_headers_are_lower_case_and_trimmed_and_trailers_are_none_of_them() -> None:
    reply, _ = read(CHUNKED)
    assert reply.headers["x-a"] == "b"


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    reply, body = read(b"HTTP/1.1 200 OK\r\nx-a: b\r\n\r\nHel", b"lo")
    assert (body, reply.done) == (b"Hello", False)
    assert reply.end()
    assert (reply.done, reply.keeps) == (True, False)


def test_nothing_at_all_is_no_response() -> None:
    assert not Reply().end()


def test_what_is_said_in_between_is_passed_over() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
    reply, body = read(b"HTTP/1.1 100 Continue\r\n\r\n" + early, COUNTED)
    assert (reply.status, body, reply.headers) == (200, b"Hello", {"content-length": "5"})


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_some_responses_have_no_body(status: str) -> None:
    reply, _ = read(b"HTTP/1.1 %b\r\n\r\n" % status.encode())
    assert (reply.done, reply.keeps) == (True, True)


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nHello",
        b"HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nHello",
        COUNTED + b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n!",
        COUNTED + b"garbage",
    ],
    ids=["closed", "old", "a second one", "garbage behind it"],
)
def test_nothing_may_follow_on_some_connections(sent: bytes) -> None:
    reply, body = read(sent)
    assert (reply.status, body, reply.done, reply.keeps) == (200, b"Hello", True, False)


def test_what_follows_later_spoils_the_connection_too() -> None:
    reply, body = read(COUNTED, b"H")
    assert (body, reply.done, reply.keeps) == (b"Hello", True, False)


@pytest.mark.parametrize(
    "sent",
    [
        b"SMTP ready\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nz\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
    ],
    ids=["another protocol", "no chunk", "two lengths", "an upgrade"],
)
def test_what_is_not_http_is_garbled(sent: bytes) -> None:
    with pytest.raises(Garbled):
        read(sent)
