from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

import anyio
import pytest

from service.lazy_model import LazyModel
from service.model import FinishChunk, LanguageModel, ModelRequest, TextChunk
from service.upstream_errors import UpstreamReset
from tests.scripted_model import Arrival, ScriptedModel

pytestmark = pytest.mark.anyio

REQUEST = ModelRequest(model="openai/gpt-4o-mini", messages=(), temperature=0.7, max_output_tokens=100)
ANSWER: list[Arrival] = [(TextChunk("Hel"), TextChunk("lo")), (FinishChunk("stop"),)]


@dataclass
class Workshop:
    """Makes models, and remembers how many were made and given back."""

    arrivals: list[Arrival] = field(default_factory=lambda: ANSWER)
    failures: list[Exception] = field(default_factory=list)
    gate: anyio.Event | None = None
    made: list[ScriptedModel] = field(default_factory=list)
    begun: int = 0
    released: int = 0

    @asynccontextmanager
    async def make(self) -> AsyncGenerator[LanguageModel, None]:
        self.begun += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            raise self.failures.pop()
        self.made.append(ScriptedModel(self.arrivals))
        try:
            yield self.made[-1]
        finally:
            self.released += 1


async def ask(lazy: LazyModel) -> list[object]:
    return [arrived async for arrived in lazy.stream(REQUEST)]


async def test_nothing_is_made_until_somebody_asks() -> None:
    workshop = Workshop()
    lazy = LazyModel(workshop.make)
    unheard = lazy.stream(REQUEST)
    assert workshop.begun == 0
    await unheard.aclose()
    await lazy.aclose()
    assert workshop.begun == 0


def test_a_model_may_be_promised_where_no_event_loop_runs() -> None:
    workshop = Workshop()
    lazy = LazyModel(workshop.make)
    assert anyio.run(ask, lazy) == ANSWER


async def test_it_answers_what_the_model_answers() -> None:
    workshop = Workshop()
    assert await ask(LazyModel(workshop.make)) == ANSWER
    (model,) = workshop.made
    assert model.requests == [REQUEST]


async def test_a_model_is_made_once_for_all_who_ask() -> None:
    workshop = Workshop()
    lazy = LazyModel(workshop.make)
    await ask(lazy)
    await ask(lazy)
    assert (workshop.begun, workshop.released) == (1, 0)


async def test_a_model_is_made_once_for_those_who_ask_while_it_is_being_made() -> None:
    workshop = Workshop(gate=anyio.Event())
    lazy = LazyModel(workshop.make)
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(ask, lazy)
        await anyio.wait_all_tasks_blocked()
        assert workshop.gate is not None
        workshop.gate.set()
    assert workshop.begun == 1
    assert len(workshop.made[0].requests) == 3


async def test_a_model_that_could_not_be_made_is_tried_again() -> None:
    workshop = Workshop(failures=[OSError("no port")])
    lazy = LazyModel(workshop.make)
    with pytest.raises(OSError, match="no port"):
        await ask(lazy)
    assert await ask(lazy) == ANSWER
    assert workshop.begun == 2


async def test_somebody_who_leaves_while_the_model_is_made_does_not_stand_in_the_way() -> None:
    workshop = Workshop(gate=anyio.Event())
    lazy = LazyModel(workshop.make)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask, lazy)
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()
    workshop.gate = None
    assert await ask(lazy) == ANSWER
    assert (workshop.begun, len(workshop.made)) == (2, 1)


async def test_closing_releases_what_the_model_needed_once() -> None:
    workshop = Workshop()
    lazy = LazyModel(workshop.make)
    await ask(lazy)
    await lazy.aclose()
    await lazy.aclose()
    assert workshop.released == 1


async def test_who_asks_after_the_closing_gets_another_model() -> None:
    workshop = Workshop()
    lazy = LazyModel(workshop.make)
    await ask(lazy)
    await lazy.aclose()
    assert await ask(lazy) == ANSWER
    assert (len(workshop.made), workshop.released) == (2, 1)
    await lazy.aclose()
    assert workshop.released == 2


async def test_leaving_an_answer_closes_the_models_and_nothing_else() -> None:
    workshop = Workshop([(TextChunk("Hel"),), anyio.Event()])
    lazy = LazyModel(workshop.make)
    async with aclosing(lazy.stream(REQUEST)) as answer:
        await anext(answer)
        assert not workshop.made[0].closed.is_set()
    assert workshop.made[0].closed.is_set()
    assert workshop.released == 0


async def test_a_failure_of_the_model_passes_through() -> None:
    failure = UpstreamReset()
    lazy = LazyModel(Workshop([(TextChunk("Hel"),), failure]).make)
    with pytest.raises(UpstreamReset) as caught:
        await ask(lazy)
    assert caught.value is failure
