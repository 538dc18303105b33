import pytest

from fakes.model.framing import Framing
from fakes.model.reply import Body, Frame, Reply
from fakes.model.request import Request

STREAM = Reply(200, (("content-type", "text/event-stream"),), Body((Frame(0, b"hello"),)))
SIZED = Reply(404, (), Body((Frame(0, b"hello"),), length=5))

CASES = [
    (
        STREAM,
        Request("POST", "/"),
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
        b"5\r\nhello\r\n",
        b"0\r\n\r\n",
    ),
    (SIZED, Request("GET", "/"), b"HTTP/1.1 404 Not Found\r\ncontent-length: 5\r\n\r\n", b"hello", b""),
    (SIZED, Request("HEAD", "/"), b"HTTP/1.1 404 Not Found\r\ncontent-length: 5\r\n\r\n", b"", b""),
    (
        STREAM,
        Request("POST", "/", version="1.0"),
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n",
        b"hello",
        b"",
    ),
    (
        Reply(499, (), Body((), length=0)),
        Request("GET", "/", (("connection", "Close"),)),
        b"HTTP/1.1 499 \r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        b"hello",
        b"",
    ),
    *(
        (
            Reply(status, (), Body((), length=0)),
            Request("GET", "/"),
            b"HTTP/1.1 %d %b\r\ncontent-length: 0\r\n\r\n" % (status, reason),
            b"hello",
            b"",
        )
        for status, reason in (
            (413, b"Content Too Large"),
            (414, b"URI Too Long"),
            (416, b"Range Not Satisfiable"),
            (422, b"Unprocessable Content"),
        )
    ),
    *(
        (Reply(status, (), body), Request("OPTIONS", "/"), b"HTTP/1.1 %d %b\r\n\r\n" % (status, reason), b"", b"")
        for status, reason in ((103, b"Early Hints"), (204, b"No Content"), (304, b"Not Modified"))
        for body in (Body(()), Body((Frame(0, b"hello"),), length=5))
    ),
]


@pytest.mark.parametrize(("reply", "request_", "head", "wrapped", "terminator"), CASES)
def test_a_reply_is_laid_out_as_its_length_and_the_request_allow(
    reply: Reply, request_: Request, head: bytes, wrapped: bytes, terminator: bytes
) -> None:
    framing = Framing.of(reply, request_)

    assert (framing.head, b"".join(framing.wrap(b"hello")), framing.terminator) == (head, wrapped, terminator)


def test_nothing_is_never_wrapped_because_an_empty_chunk_ends_a_body() -> None:
    assert Framing.of(STREAM, Request("POST", "/")).wrap(b"") == ()
