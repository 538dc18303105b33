"""Which connections stay open for the next request, and that they go with the model."""

import asyncio
import os
import socket
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import anyio.lowlevel
import pytest

from service.model import FinishChunk
from tests.providers.asking import (
    ANTHROPIC,
    DEEPSEEK,
    GEMINI,
    LEAN,
    LITELLMS_WARNINGS,
    OPENAI,
    ask,
    model_at,
    on_lane,
    point_at,
    request_to,
)
from tests.providers.dialects import ANTHROPIC_CLOSING, OPENAI_DONE, openai_finish
from tests.providers.lanes import HELLO, VEILED_ANTHROPIC, Lanes
from tests.providers.loopback import Act, answer, kept_answer, upstream

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

OPENAI_CLOSING = openai_finish("stop") + OPENAI_DONE
ANSWERS = {
    OPENAI: kept_answer(HELLO[OPENAI] + OPENAI_CLOSING),
    LEAN: kept_answer(HELLO[LEAN] + OPENAI_CLOSING),
    DEEPSEEK: kept_answer(HELLO[DEEPSEEK] + OPENAI_CLOSING),
    ANTHROPIC: kept_answer(HELLO[ANTHROPIC] + ANTHROPIC_CLOSING),
}


@pytest.mark.parametrize("model", ANSWERS)
async def test_a_complete_answer_leaves_its_connection_to_the_next_until_the_model_is_closed(
    model: str, lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with upstream([ANSWERS[model], Act.KEEP]) as playing:
        point_at(playing.url, monkeypatch)
        asked = on_lane(model, playing.url)
        for _ in range(3):
            outcome = await ask(asked, request_to(model))
            assert outcome.failure is None
            assert FinishChunk("stop") in outcome.chunks
        assert (len(playing.requests), playing.connections) == (3, 1)
        assert not playing.left.is_set()
        await asked.aclose()
        await playing.wait_until_left()


async def test_through_the_wrapper_anthropics_complete_answer_takes_its_connection_along(lanes: Lanes) -> None:
    """litellm stops at the last event, before the body's end, so that nothing else can be asked there."""
    async with upstream([ANSWERS[ANTHROPIC], Act.KEEP]) as playing:
        arrivals = [arrived async for arrived in lanes.stream(VEILED_ANTHROPIC, playing)]
        assert FinishChunk("stop") in arrivals[-1]
        await playing.wait_until_left()


def window_towards(url: str) -> int:
    """Return how many bytes the system keeps for us of what the server at ``url`` sends."""
    port = int(url.rpartition(":")[2])
    for path in Path("/dev/fd").iterdir():
        with suppress(OSError), socket.socket(fileno=os.dup(int(path.name))) as connection:
            if connection.family == socket.AF_INET and connection.getpeername()[1] == port:
                return connection.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    raise AssertionError("nobody is connected there")


@pytest.mark.parametrize("lane", [OPENAI, DEEPSEEK, ANTHROPIC, GEMINI])
async def test_little_of_an_answer_arrives_ahead_of_its_reading(lane: str, lanes: Lanes) -> None:
    async with upstream([answer(HELLO[lane]), Act.HOLD]) as playing:
        chunks = lanes.stream(lane, playing)
        await anext(chunks)
        # Linux tells twice what it was told. Left alone it begins with half of that, and grows to megabytes.
        assert window_towards(playing.url) == 256 * 1024
        await chunks.aclose()


@pytest.mark.parametrize("model", ANSWERS)
async def test_a_model_may_be_closed_twice_and_asked_again(
    model: str, litellm: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with upstream([ANSWERS[model], Act.KEEP]) as playing:
        point_at(playing.url, monkeypatch)
        asked = on_lane(model, playing.url)
        for _ in range(2):
            assert (await ask(asked, request_to(model))).failure is None
            await asked.aclose()
            await asked.aclose()
        assert playing.connections == 2


async def test_a_model_closes_no_connection_of_another_event_loop(
    litellm: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Untouchable:
        async def close(self) -> None:
            raise AssertionError("not ours")

    monkeypatch.setitem(litellm.in_memory_llm_clients_cache.cache_dict, "client-1", Untouchable())
    await model_at("").aclose()
    assert "client-1" in litellm.in_memory_llm_clients_cache.cache_dict


async def test_models_of_one_event_loop_may_be_closed_at_once(litellm: ModuleType) -> None:
    closed: list[str] = []

    class Client:
        def __init__(self, name: str) -> None:
            self._name = name

        async def close(self) -> None:
            await anyio.lowlevel.checkpoint()
            closed.append(self._name)

    cache = litellm.in_memory_llm_clients_cache.cache_dict
    cache |= {f"{name}-{id(asyncio.get_running_loop())}": Client(name) for name in ("one", "two", "three")}
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(model_at("").aclose)
        tasks.start_soon(model_at("").aclose)
    assert closed == ["one", "two", "three"]


@pytest.mark.parametrize("gone", [False, True], ids=["ours", "a loop's that is gone"])
async def test_the_client_that_has_no_name_is_closed_and_made_anew(litellm: ModuleType, *, gone: bool) -> None:
    class Client:
        closed = False

        async def close(self) -> None:
            self.closed = True
            if gone:
                raise RuntimeError("Event loop is closed")

    client = Client()
    vars(litellm)["module_level_aclient"] = client
    await model_at("").aclose()
    assert client.closed
    assert litellm.module_level_aclient is not client
