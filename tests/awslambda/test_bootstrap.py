import asyncio
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from service.awslambda import DeadlineExceeded, HttpResponseStream, ResponseStream, streamify_response
from tests.awslambda.transports import Clock

pytestmark = pytest.mark.usefixtures("the_loop")


# Called directly, where nothing streams.


@streamify_response
def hello(event: dict[str, str], stream: ResponseStream, _context: object) -> None:
    """Say hello."""
    stream = HttpResponseStream.from_(
        stream, {"statusCode": 201, "headers": {"content-type": "text/plain"}, "cookies": ["a=1"]}
    )
    stream.write("Hello, ")
    stream.write(event["name"])


@streamify_response
async def raw(event: bytes, _context: object) -> AsyncIterator[bytes]:
    yield event


def test_a_direct_call_returns_what_a_function_url_would_make_of_the_stream() -> None:
    assert hello({"name": "Ada"}, None) == {
        "statusCode": 201,
        "headers": {"content-type": "text/plain"},
        "cookies": ["a=1"],
        "body": "Hello, Ada",
        "isBase64Encoded": False,
    }


def test_a_stream_without_a_head_is_collected_with_its_content_type() -> None:
    assert raw(b"\xff") == {
        "statusCode": 200,
        "headers": {"content-type": "application/octet-stream"},
        "body": "/w==",
        "isBase64Encoded": True,
    }


def test_the_decorated_function_keeps_its_name_and_documentation() -> None:
    assert tuple(getattr(hello, name) for name in ("__name__", "__doc__", "__module__")) == (
        "hello",
        "Say hello.",
        __name__,
    )


# Errors.


class Own(Exception):
    pass


def sync(_event: object, stream: ResponseStream, _context: object) -> None:
    stream.write("a")
    raise Own("no")


async def coroutine(event: object, stream: ResponseStream, context: object) -> None:
    await asyncio.sleep(0)
    sync(event, stream, context)


def generated(event: object, stream: ResponseStream, context: object) -> Iterator[str]:
    yield "a"
    sync(event, stream, context)


async def generated_async(event: object, stream: ResponseStream, context: object) -> AsyncIterator[str]:
    yield "a"
    sync(event, stream, context)


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (sync, ["sync"]),
        (coroutine, ["coroutine", "sync"]),
        (generated, ["generated", "sync"]),
        (generated_async, ["generated_async", "sync"]),
    ],
)
@pytest.mark.parametrize("context", [None, Clock(600)], ids=["no deadline", "far deadline"])
def test_a_stack_trace_begins_at_the_users_own_frame(
    function: Callable[..., Any], names: list[str], context: object
) -> None:
    with pytest.raises(Own) as caught:
        streamify_response(function)({}, context)
    # The first two are this test's and bootstrap.py's, which awslambdaric leaves out.
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert frames[1].filename.endswith("/bootstrap.py")
    assert [frame.name for frame in frames[2:]] == names


def test_a_cause_is_kept_and_an_error_of_ours_keeps_its_whole_trace() -> None:
    with pytest.raises(DeadlineExceeded) as caught:
        streamify_response(lambda event, stream, context: asyncio.sleep(60))({}, Clock(0))
    assert isinstance(caught.value.__cause__, TimeoutError)
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert any(frame.filename.endswith("/invocation.py") for frame in frames)


def test_an_exception_that_has_a_cause_of_its_own_keeps_it() -> None:
    def handler(_event: object, _stream: object, _context: object) -> None:
        try:
            int("x")
        except ValueError as error:
            raise Own("no") from error

    with pytest.raises(Own) as caught:
        streamify_response(handler)({}, None)
    assert isinstance(caught.value.__cause__, ValueError)
