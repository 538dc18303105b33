import threading
from collections.abc import Awaitable, Callable

import anyio
import anyio.lowlevel
import pytest

from service.awslambda import HttpResponseStream, InvalidStreamingOperation, ResponseStream, StreamClosed
from service.awslambda.prelude import CONTENT_TYPE, Prelude
from tests.awslambda.transports import Kept, kept

HEAD = {"content-type": "text/plain"}
DATA_STREAM = {"x-vercel-ai-data-stream": "v1"}
SSE = {"content-type": "text/event-stream"}


def http(stream: ResponseStream, headers: dict[str, str]) -> ResponseStream:
    return HttpResponseStream.from_(stream, {"headers": headers})


def test_with_a_prelude_the_headers_say_what_the_body_is() -> None:
    _, stream = kept()
    http(stream, HEAD)
    with pytest.raises(InvalidStreamingOperation, match="its headers have it"):
        stream.set_content_type("text/html")
    assert stream.content_type == CONTENT_TYPE


# What is written.


@pytest.mark.parametrize(
    ("data", "sent"),
    [
        ("text", b"text"),
        ("é😀", "é😀".encode()),
        ("\ud83d\ude00", "😀".encode()),
        ("a\ud83d", "a\ufffd".encode()),
        ("\ude00\ud83d", "\ufffd\ufffd".encode()),
        (b"\x00\xff", b"\x00\xff"),
        (bytearray(b"ab"), b"ab"),
        (memoryview(b"abc")[1:], b"bc"),
        ({"a": [1, None, "é"]}, '{"a":[1,null,"é"]}'.encode()),
        ({"a": "\ud800"}, '{"a":"\ufffd"}'.encode()),
        ([], b"[]"),
        (0, b"0"),
        (None, b"null"),
    ],
)
def test_text_and_bytes_are_sent_as_they_are_and_all_else_as_json(data: object, sent: bytes) -> None:
    transport, stream = kept()
    stream.write(data)
    assert transport.parts == [sent]


@pytest.mark.parametrize(
    "data", ["", b"", bytearray(), memoryview(b"")], ids=["str", "bytes", "bytearray", "memoryview"]
)
@pytest.mark.anyio
async def test_an_empty_write_changes_nothing(data: object) -> None:
    transport, stream = kept()
    stream.write(data)
    await stream.write_async(data)
    assert transport.happened == []
    assert not stream.started
    stream.set_content_type("text/plain")


def test_what_json_has_no_form_for_is_refused_and_nothing_is_sent() -> None:
    transport, stream = kept()
    with pytest.raises(TypeError):
        stream.write({1, 2})
    assert transport.happened == []
    assert not stream.started


def test_a_view_of_memory_that_changes_later_was_sent_as_it_was() -> None:
    transport, stream = kept()
    data = bytearray(b"ab")
    stream.write(data)
    data[:] = b"cd"
    assert transport.parts == [b"ab"]


# The head.


def test_the_head_leaves_with_the_first_byte() -> None:
    transport, stream = kept()
    HttpResponseStream.from_(stream, {"statusCode": 201, "headers": HEAD, "cookies": ["a=1"]})
    assert transport.happened == []
    stream.write("a")
    assert transport.names == ["start", "send"]
    assert transport.happened[0][1] == CONTENT_TYPE
    assert transport.prelude == {"statusCode": 201, "headers": HEAD, "cookies": ["a=1"]}


def test_without_a_prelude_the_content_type_is_nodes_until_one_is_set() -> None:
    transport, stream = kept()
    assert stream.content_type == "application/octet-stream"
    stream.set_content_type("text/plain")
    stream.end("a")
    assert transport.happened == [("start", "text/plain", None), ("send", b"a"), ("finish",)]


@pytest.mark.parametrize(
    "change",
    [
        lambda stream: stream.set_content_type("text/plain"),
        lambda stream: stream.set_prelude(Prelude()),
        lambda stream: http(stream, HEAD),
    ],
    ids=["content type", "prelude", "from_"],
)
@pytest.mark.parametrize("begin", [lambda stream: stream.write("a"), lambda stream: stream.end()], ids=["write", "end"])
def test_behind_the_first_byte_the_head_can_not_be_changed(
    change: Callable[[ResponseStream], object], begin: Callable[[ResponseStream], object]
) -> None:
    transport, stream = kept()
    begin(stream)
    before = transport.happened[:]
    with pytest.raises(InvalidStreamingOperation, match="too late"):
        change(stream)
    assert transport.happened == before


def test_a_content_type_that_is_none_is_refused() -> None:
    _, stream = kept()
    with pytest.raises(ValueError, match="not a content type"):
        stream.set_content_type("a\r\nb: c")


def test_from_returns_the_same_stream() -> None:
    _, stream = kept()
    assert http(stream, HEAD) is stream


# The end.


def test_a_write_after_the_end_raises_and_sends_nothing() -> None:
    transport, stream = kept()
    stream.end("a")
    for write in (stream.write, stream.end):
        with pytest.raises(InvalidStreamingOperation, match="ended"):
            write("b")
    assert transport.parts == [b"a"]


def test_ending_twice_ends_once() -> None:
    transport, stream = kept()
    stream.end("a")
    stream.end()
    assert transport.names == ["start", "send", "finish"]
    assert stream.closed


@pytest.mark.parametrize(
    ("headers", "status", "fills", "parts", "sent"),
    [
        ({}, 200, True, [b"\n"], {}),
        ({"Content-Length": "0"}, 200, True, [b"\n"], {"Content-Length": "1"}),
        ({"content-length": "0"}, 404, True, [b"\n"], {"content-length": "1"}),
        ({"content-length": "0"}, 200, False, [], {"content-length": "0"}),
        ({}, 204, True, [], {}),
        ({"etag": "a"}, 304, True, [], {"etag": "a"}),
    ],
)
def test_an_empty_body_becomes_a_line_feed_where_http_lets_it(
    headers: dict[str, str], status: int, *, fills: bool, parts: list[bytes], sent: dict[str, str]
) -> None:
    transport, stream = kept()
    stream = HttpResponseStream.from_(stream, {"statusCode": status, "headers": headers}, fills_empty_body=fills)
    stream.end()
    assert transport.parts == parts
    assert transport.prelude == {"statusCode": status, **({"headers": sent} if sent else {})}
    assert transport.names[-1] == "finish"


def test_a_body_that_is_not_empty_and_a_stream_without_a_head_get_no_line_feed() -> None:
    transport, stream = kept()
    http(stream, {"content-length": "1"}).end("a")
    assert transport.parts == [b"a"]
    assert transport.prelude == {"statusCode": 200, "headers": {"content-length": "1"}}
    transport, stream = kept()
    stream.end()
    assert transport.happened == [("start", "application/octet-stream", None), ("finish",)]


# Failing.


def test_a_failure_is_told_once_and_is_the_last_word() -> None:
    transport, stream = kept()
    stream.write("a")
    stream.fail("ValueError", '{"a":1}')
    stream.fail("ValueError", '{"a":2}')
    stream.end()
    assert transport.names == ["start", "send", "fail"]
    with pytest.raises(StreamClosed):
        stream.write("b")


def test_what_has_ended_well_can_not_fail() -> None:
    transport, stream = kept()
    stream.end("a")
    stream.fail("ValueError", "{}")
    assert transport.names == ["start", "send", "finish"]


def test_breaking_off_tells_in_the_stream_and_behind_it() -> None:
    transport, stream = kept()
    http(stream, SSE).write("data: 1\n\n")
    stream.break_off(("late", "Too late"), "DeadlineExceeded", "{}")
    assert transport.parts[1:] == [b'event: error\ndata: {"code":"late","error":"Too late"}\n\n']
    assert transport.names[-1] == "fail"


async def writes_async(stream: ResponseStream) -> None:
    await stream.write_async("b\n")


async def keeps_alive(stream: ResponseStream) -> None:
    await stream.keep_alive()


async def writes(stream: ResponseStream) -> None:
    stream.write("b\n")


async def ends(stream: ResponseStream) -> None:
    stream.end()


async def fails(stream: ResponseStream) -> None:
    stream.fail("Error", "{}")


@pytest.mark.anyio
@pytest.mark.parametrize("operation", [writes, writes_async, keeps_alive, ends, fails])
async def test_a_stream_that_nobody_takes_is_closed_for_good(
    operation: Callable[[ResponseStream], Awaitable[None]],
) -> None:
    transport, stream = kept()
    http(stream, DATA_STREAM).write("a\n")
    transport.refuses = True
    with pytest.raises(StreamClosed):
        await operation(stream)
    assert stream.closed
    transport.refuses = False
    with pytest.raises(OSError if operation is not ends else InvalidStreamingOperation):
        stream.write("c")
    assert transport.parts == [b"a\n"]


@pytest.mark.anyio
async def test_what_is_refused_while_it_waits_closes_the_stream_too() -> None:
    transport, stream = kept()
    transport.flushing = refuse_flush
    with pytest.raises(StreamClosed, match="while waiting"):
        await stream.write_async("a")
    assert stream.closed
    with pytest.raises(StreamClosed):
        await stream.write_async("b")


def test_nothing_of_another_thread_comes_between_the_error_part_and_the_end() -> None:
    class Tempting(Kept):
        """Lets another thread write while the error part leaves."""

        def send(self, data: bytes) -> None:
            super().send(data)
            if b"Too late" in data:
                other.start()
                # It would be done at once, were it let.
                other.join(timeout=0.1)

    def write() -> None:
        try:
            stream.write("data: 2\n\n")
        except StreamClosed as error:
            raised.append(error)

    raised: list[StreamClosed] = []
    other = threading.Thread(target=write)
    transport = Tempting()
    stream = http(ResponseStream(transport), SSE)
    stream.write("data: 1\n\n")
    stream.break_off(("late", "Too late"), "DeadlineExceeded", "{}")
    other.join()
    assert transport.names == ["start", "send", "send", "fail"]
    assert len(raised) == 1


def refuse_flush() -> None:
    raise StreamClosed("while waiting")


def test_an_abandoned_stream_ends_without_a_word() -> None:
    transport, stream = kept()
    stream.abandon()
    stream.end()
    assert transport.happened == []
    with pytest.raises(StreamClosed):
        stream.end("a")


def test_abandoning_what_has_ended_changes_nothing() -> None:
    _, stream = kept()
    stream.end("a")
    stream.abandon()
    with pytest.raises(InvalidStreamingOperation):
        stream.write("b")


@pytest.mark.anyio
async def test_waiting_ends_when_nobody_takes_the_response_any_more() -> None:
    transport, stream = kept()
    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(stream.wait_closed)
            await anyio.wait_all_tasks_blocked()
            transport.gone.set()


# What is said beside the content.

PLACES = [
    (DATA_STREAM, '0:"a"\n', True),
    (DATA_STREAM, '0:"a"\r\n', True),
    (DATA_STREAM, '0:"a', False),
    (SSE, "data: a\n\n", True),
    (SSE, "data: a\r\n\r\n", True),
    (SSE, "data: a\n", False),
    (SSE, "data: a\r\n", False),
    ({"x-vercel-ai-ui-message-stream": "v1"}, "data: {}\n\n", True),
    ({"x-vercel-ai-ui-message-stream": "v1"}, "data: {}", False),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("headers", "written", "between"), PLACES)
@pytest.mark.parametrize("step", [1, 1000], ids=["byte by byte", "whole"])
async def test_a_sign_of_life_stands_only_between_two_parts(
    headers: dict[str, str], written: str, *, between: bool, step: int
) -> None:
    transport, stream = kept()
    http(stream, headers)
    for start in range(0, len(written), step):
        stream.write(written[start : start + step])
    before = len(transport.parts)
    await stream.keep_alive()
    assert len(transport.parts) - before == int(between)


@pytest.mark.parametrize(("headers", "written", "between"), PLACES)
def test_an_error_ends_the_part_that_it_interrupts(headers: dict[str, str], written: str, *, between: bool) -> None:
    transport, stream = kept()
    http(stream, headers).write(written)
    stream.tell("code", "message")
    boundary = b"\n" if headers is DATA_STREAM else b"\n\n"
    assert transport.parts[1].startswith(boundary) is not between
    assert b"message" in transport.parts[1]


@pytest.mark.anyio
@pytest.mark.parametrize("headers", [HEAD, None], ids=["prelude", "no prelude"])
async def test_a_format_without_words_for_it_says_nothing(headers: dict[str, str] | None) -> None:
    transport, stream = kept()
    if headers:
        http(stream, headers)
    stream.write("a\n\n")
    await stream.keep_alive()
    stream.tell("code", "message")
    assert transport.parts == [b"a\n\n"]


@pytest.mark.anyio
async def test_before_the_first_byte_and_after_the_last_nothing_is_said() -> None:
    transport, stream = kept()
    http(stream, SSE)
    await stream.keep_alive()
    stream.tell("code", "message")
    assert not stream.started
    stream.end("data: a\n\n")
    await stream.keep_alive()
    stream.tell("code", "message")
    assert transport.parts == [b"data: a\n\n"]


def test_a_stream_of_events_without_a_prelude_has_words_too() -> None:
    transport, stream = kept()
    stream.set_content_type("text/event-stream")
    stream.write("data: a\n\n")
    stream.tell("code", "message")
    assert len(transport.parts) == 2


# Several at once.


class Slow(Kept):
    """Takes a part in two steps, and would notice another one in between."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = threading.Semaphore(1)

    def send(self, data: bytes) -> None:
        assert self.inside.acquire(blocking=False), "two at once"
        half = len(data) // 2
        super().send(data[:half])
        super().send(data[half:])
        self.inside.release()


def test_what_a_thread_writes_stays_in_one_piece() -> None:
    transport = Slow()
    stream = ResponseStream(transport)

    def write(name: str) -> None:
        for number in range(200):
            stream.write(f"{name}{number};".ljust(20, "."))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    body = b"".join(transport.parts).decode()
    pieces = [body[start : start + 20] for start in range(0, len(body), 20)]
    for name in "abcd":
        mine = [piece.rstrip(".") for piece in pieces if piece[0] == name]
        assert mine == [f"{name}{number};" for number in range(200)]


def test_a_thread_that_waits_keeps_no_other_from_writing() -> None:
    transport, stream = kept()
    waits, goes_on = threading.Event(), threading.Event()

    def flush() -> None:
        if threading.current_thread() is waiting:
            waits.set()
            assert goes_on.wait(10)

    transport.flushing = flush
    waiting = threading.Thread(target=stream.write, args=("a",))
    waiting.start()
    assert waits.wait(10)
    stream.write("b")
    assert transport.parts == [b"a", b"b"]
    goes_on.set()
    waiting.join()


@pytest.mark.anyio
async def test_what_a_task_writes_stays_in_one_piece() -> None:
    transport, stream = kept()

    async def write(name: str) -> None:
        for number in range(20):
            await stream.write_async(f"{name}{number};")
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as tasks:
        for name in "abcd":
            tasks.start_soon(write, name)
    assert sorted(transport.parts) == sorted(f"{name}{number};".encode() for name in "abcd" for number in range(20))
