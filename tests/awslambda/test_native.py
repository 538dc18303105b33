"""An awslambdaric that streams by itself, as it may look one day."""

import asyncio
import inspect
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import anyio
import pytest

from service.awslambda import HttpResponseStream, ResponseStream, hooks, streamify_response
from service.awslambda.bootstrap import StreamingHandler
from service.awslambda.native import NativeHandler, NativeTransport

pytestmark = pytest.mark.usefixtures("the_loop")


class NativeStream:
    def __init__(self) -> None:
        self.happened: list[object] = []

    def write(self, data: bytes) -> None:
        self.happened.append(data)

    def set_content_type(self, content_type: str) -> None:
        self.happened.append(content_type)

    def end(self) -> None:
        self.happened.append("end")


@pytest.fixture
def native(monkeypatch: pytest.MonkeyPatch) -> list[Callable[..., Any]]:
    """Give awslambdaric a decorator of its own, and return what it has decorated."""
    decorated: list[Callable[..., Any]] = []

    def streamify(function: Callable[..., Any]) -> Callable[..., Any]:
        decorated.append(function)
        return function

    module: Any = ModuleType("awslambdaric")
    module.streamify_response = streamify
    monkeypatch.setitem(sys.modules, "awslambdaric", module)
    return decorated


def test_ours_steps_aside(native: list[Callable[..., Any]]) -> None:
    @streamify_response
    def decorated(_event: object, _context: object) -> Iterator[str]:
        """Say a."""
        yield "a"

    handler: object = decorated
    assert native == [handler]
    assert isinstance(handler, NativeHandler)
    assert (vars(handler)["__name__"], handler.__doc__) == ("decorated", "Say a.")
    assert [*inspect.signature(handler).parameters] == ["event", "stream", "context"]


def test_an_awslambdaric_without_it_gets_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "awslambdaric", ModuleType("awslambdaric"))
    assert hooks.native() is None
    assert isinstance(streamify_response(plain), StreamingHandler)


def plain(event: str, stream: ResponseStream, _context: object) -> None:
    stream.set_content_type("text/plain")
    stream.write(event)


async def with_prelude(event: str, stream: ResponseStream, _context: object) -> None:
    await HttpResponseStream.from_(stream, {"statusCode": 201}).write_async(event)


PRELUDE = ["application/vnd.awslambda.http-integration-response", b'{"statusCode":201}', bytes(8)]


@pytest.mark.parametrize(
    ("function", "happened"),
    [(plain, ["text/plain", b"a", "end"]), (with_prelude, [*PRELUDE, b"a", "end"])],
)
def test_the_same_handler_writes_to_the_native_stream(function: Callable[..., object], happened: list[object]) -> None:
    stream = NativeStream()
    NativeHandler(function)("a", stream, None)
    assert stream.happened == happened


def test_an_error_is_left_to_awslambdaric() -> None:
    def handler(_event: object, stream: ResponseStream, _context: object) -> None:
        stream.write("a")
        raise ValueError("no")

    stream = NativeStream()
    with pytest.raises(ValueError, match="no"):
        NativeHandler(handler)("a", stream, None)
    assert stream.happened == ["application/octet-stream", b"a"]


@pytest.mark.anyio
async def test_nobody_tells_when_a_native_stream_is_closed() -> None:
    native = NativeStream()
    transport = NativeTransport(native)
    transport.fail("ValueError", "{}")
    task = asyncio.ensure_future(transport.wait_closed())
    await anyio.wait_all_tasks_blocked()
    assert not task.done()
    task.cancel()
    assert native.happened == []
