from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager

import anyio
import pytest

from service.lazy_model import LazyModel
from service.model import FinishChunk, LanguageModel, ModelRequest, TextChunk
from tests.scripted_model import Arrival, ScriptedModel

pytestmark = pytest.mark.anyio

REQUEST = ModelRequest(model="openai/x", messages=(), temperature=0.0, max_output_tokens=1)
ARRIVALS: list[Arrival] = [(TextChunk("Hi"),), (FinishChunk("stop"),)]


class Maker:
    """Makes the model, and counts how often it was made and released."""

    def __init__(self, *, fails: int = 0) -> None:
        self.model = ScriptedModel(ARRIVALS)
        self.made = self.released = 0
        self._fails = fails

    @asynccontextmanager
    async def __call__(self) -> AsyncGenerator[LanguageModel, None]:
        await anyio.lowlevel.checkpoint()
        self.made += 1
        if self.made <= self._fails:
            raise OSError("no port")
        yield self.model
        self.released += 1


async def ask(lazy: LazyModel) -> list[object]:
    async with aclosing(lazy.stream(REQUEST)) as chunks:
        return [arrived async for arrived in chunks]


async def test_nothing_is_made_until_somebody_asks() -> None:
    maker = Maker()
    lazy = LazyModel(maker)
    await lazy.aclose()
    assert maker.made == 0


async def test_many_requests_at_once_make_one_model() -> None:
    maker = Maker()
    lazy = LazyModel(maker)
    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(ask, lazy)
    assert (maker.made, len(maker.model.requests), maker.released) == (1, 5, 0)


async def test_what_arrives_is_passed_on_as_it_is() -> None:
    assert await ask(LazyModel(Maker())) == ARRIVALS


async def test_closing_releases_the_model_and_asking_again_makes_another() -> None:
    maker = Maker()
    lazy = LazyModel(maker)
    await ask(lazy)
    await lazy.aclose()
    assert maker.released == 1
    await ask(lazy)
    assert maker.made == 2


async def test_a_model_that_could_not_be_made_is_tried_again() -> None:
    lazy = LazyModel(Maker(fails=1))
    with pytest.raises(OSError, match="no port"):
        await ask(lazy)
    assert await ask(lazy) == ARRIVALS


async def test_closing_the_stream_closes_the_models() -> None:
    maker = Maker()
    async with aclosing(LazyModel(maker).stream(REQUEST)) as chunks:
        await anext(chunks)
    assert maker.model.closed.is_set()
