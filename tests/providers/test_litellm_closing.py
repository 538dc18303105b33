"""Whoever leaves takes the connection to the provider along, at once, and not when the garbage is collected."""

import asyncio
import gc
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from types import ModuleType, SimpleNamespace

import anyio
import pytest

from service.errors import ServiceError
from service.model import TextChunk
from tests.providers.asking import DEEPSEEK, LITELLMS_WARNINGS, model_at, request_to
from tests.providers.lanes import HELLO, Chunks, Lanes, every_lane
from tests.providers.loopback import PROMPTLY, Act, Reply, answer, upstream

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param}


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


async def read_hello(chunks: Chunks) -> None:
    async for arrived in chunks:
        if TextChunk("Hello") in arrived:
            return
    raise AssertionError("it never said hello")


@every_lane
async def test_closing_a_suspended_answer_closes_its_connection(lane: str, lanes: Lanes) -> None:
    async with upstream([answer(HELLO[lane]), Act.HOLD]) as playing:
        chunks = lanes.stream(lane, playing)
        await read_hello(chunks)
        await chunks.aclose()
        await playing.wait_until_left()


@every_lane
async def test_leaving_an_answer_on_an_error_closes_its_connection(lane: str, lanes: Lanes) -> None:
    async def leave(chunks: Chunks) -> None:
        async with aclosing(chunks):
            await read_hello(chunks)
            raise LookupError

    async with upstream([answer(HELLO[lane]), Act.HOLD]) as playing:
        with pytest.raises(LookupError):
            await leave(lanes.stream(lane, playing))
        await playing.wait_until_left()


@every_lane
@pytest.mark.parametrize(
    "stage", [[], [answer()], [answer(), b"data: {"]], ids=["before the headers", "behind the headers", "in a line"]
)
async def test_cancelling_the_wait_for_the_first_text_closes_the_connection(
    lane: str, stage: Reply, lanes: Lanes
) -> None:
    async with upstream([*stage, Act.HOLD]) as playing:
        chunks = lanes.stream(lane, playing)
        waiting = asyncio.ensure_future(anext(chunks))
        with anyio.fail_after(PROMPTLY):
            await playing.asked.wait()
        # Whether it has come to the headers or not: there is no text to wake it.
        await anyio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await playing.wait_until_left()
        await chunks.aclose()


@every_lane
async def test_cancelling_the_wait_for_the_next_text_closes_the_connection(lane: str, lanes: Lanes) -> None:
    async with upstream([answer(HELLO[lane]), Act.HOLD]) as playing:
        chunks = lanes.stream(lane, playing)
        await read_hello(chunks)
        with anyio.move_on_after(0.05) as waiting:
            await anext(chunks)
        assert waiting.cancelled_caught
        await playing.wait_until_left()
        await chunks.aclose()


@every_lane
async def test_a_cancelled_task_still_closes_its_connection(lane: str, lanes: Lanes) -> None:
    async with upstream([answer(HELLO[lane]), Act.HOLD]) as playing:
        with anyio.CancelScope() as scope:
            async with aclosing(lanes.stream(lane, playing)) as chunks:
                await read_hello(chunks)
                scope.cancel()
                await anyio.sleep_forever()
        assert scope.cancelled_caught
        await playing.wait_until_left()


@every_lane
async def test_a_failed_answer_keeps_no_connection(lane: str, lanes: Lanes) -> None:
    error = b'data: {"type":"error","error":{"type":"t","message":"m","code":500}}\n\n'
    async with upstream([answer(HELLO[lane], error), Act.HOLD]) as playing:
        with pytest.raises(ServiceError):
            async for _ in lanes.stream(lane, playing):
                pass
        await playing.wait_until_left()


def said(**_: bool) -> dict[str, str]:
    return {"content": "Hello"}


class Reluctant:
    """A wrapper that takes its time to close."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.completion_stream = object()
        self.make_call = self.received_finish_reason = None
        self.chunks: list[object] = []
        self.closed = False

    async def __aiter__(self) -> AsyncGenerator[SimpleNamespace, None]:
        yield SimpleNamespace(choices=[SimpleNamespace(delta=SimpleNamespace(model_dump=said))])

    async def aclose(self) -> None:
        await anyio.sleep(self._seconds)
        self.closed = True


def reluctant(seconds: float, litellm: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Reluctant:
    wrapper = Reluctant(seconds)

    async def acompletion(**arguments: object) -> Reluctant:
        return wrapper

    monkeypatch.setattr(litellm, "acompletion", acompletion)
    return wrapper


async def test_closing_is_shielded_from_cancellation(litellm: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    wrapper = reluctant(0.05, litellm, monkeypatch)
    with anyio.CancelScope() as scope:
        async with aclosing(model_at("").stream(request_to(DEEPSEEK))) as chunks:
            await read_hello(chunks)
            scope.cancel()
            await anyio.sleep_forever()
    assert wrapper.closed


async def test_closing_is_given_up_at_last(litellm: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.providers.litellm._CLOSE_SECONDS", 0.05)
    wrapper = reluctant(60, litellm, monkeypatch)
    chunks = model_at("").stream(request_to(DEEPSEEK))
    await read_hello(chunks)
    with anyio.fail_after(PROMPTLY):
        await chunks.aclose()
    assert not wrapper.closed
