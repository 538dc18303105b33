"""Which lane a request takes."""

from collections.abc import AsyncGenerator

import anyio
import pytest

from service.errors import NotConfigured
from service.model import ModelChunk, ModelRequest, TextChunk
from service.providers.endpoint import Endpoint
from service.providers.lanes import Lanes
from service.providers.lean.asking import Asking
from service.providers.lean.model import LeanModel
from service.settings import Lane
from tests.providers.asking import ANTHROPIC, OPENAI, ask, request_to
from tests.providers.dialects import OPENAI_DONE, openai_finish, openai_text
from tests.providers.loopback import Act, answer, kept_answer, upstream

pytestmark = pytest.mark.anyio


class Heavy:
    """Stands in for litellm's."""

    def __init__(self) -> None:
        self.made = 0
        self.closed = 0
        self.asked: list[str] = []

    def make(self) -> "Heavy":
        self.made += 1
        return self

    async def stream(self, request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        self.asked.append(request.model)
        yield (TextChunk("heavy"),)

    async def aclose(self) -> None:
        self.closed += 1


LIGHT = openai_text("light") + openai_finish("stop") + OPENAI_DONE


async def said(model: str, lane: Lane, key: str | None = "k") -> tuple[str, Heavy]:
    """Return who answers, or what is said instead."""
    heavy = Heavy()
    async with upstream([answer(LIGHT)]) as playing:
        asking = Asking(Endpoint(base_url=playing.url, api_key=key), {})
        lanes = Lanes(LeanModel(asking, timeout=5, max_retries=0), heavy.make, lane=lane)
        outcome = await ask(lanes, request_to(model))
        await lanes.aclose()
    if outcome.failure is not None:
        assert type(outcome.failure) is NotConfigured
        return outcome.failure.message, heavy
    return "".join(chunk.text for chunk in outcome.chunks if isinstance(chunk, TextChunk)), heavy


UNKNOWN = "The lean lane can't ask the model: the provider anthropic is not known"


@pytest.mark.parametrize(
    ("lane", "model", "answerer"),
    [
        ("auto", OPENAI, "light"),
        ("auto", ANTHROPIC, "heavy"),
        ("lean", OPENAI, "light"),
        ("lean", ANTHROPIC, UNKNOWN),
        ("litellm", OPENAI, "heavy"),
        ("litellm", ANTHROPIC, "heavy"),
    ],
)
async def test_the_setting_and_the_request_decide(lane: Lane, model: str, answerer: str) -> None:
    answered, heavy = await said(model, lane)
    assert answered == answerer
    made = int(answerer == "heavy")
    assert (heavy.made, heavy.closed, heavy.asked) == (made, made, [model] * made)


async def test_without_a_key_litellm_may_know_one() -> None:
    assert (await said(OPENAI, "auto", key=None))[0] == "heavy"
    assert (await said(OPENAI, "lean", key=None))[0] == "The model provider's API key is not configured"


async def test_litellms_model_is_made_once_for_all_who_ask_at_the_same_time() -> None:
    heavy = Heavy()
    lanes = Lanes(LeanModel(Asking(Endpoint(), {}), timeout=5, max_retries=0), heavy.make, lane="litellm")
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(ask, lanes, request_to(OPENAI))
    assert (heavy.made, len(heavy.asked)) == (1, 3)


async def test_the_end_of_the_first_answer_is_told_once() -> None:
    told: list[str] = []
    async with upstream([kept_answer(LIGHT), Act.KEEP]) as playing:
        asking = Asking(Endpoint(base_url=playing.url, api_key="k"), {})
        lean = LeanModel(asking, timeout=5, max_retries=0)
        lanes = Lanes(lean, Heavy().make, lane="auto", answered=lambda: told.append("over"))
        first, second = lanes.stream(request_to(OPENAI)), lanes.stream(request_to(OPENAI))
        await anext(first)
        assert told == []
        async for _ in first:
            pass
        assert told == ["over"]
        async for _ in second:
            pass
        assert (await ask(lanes, request_to(OPENAI))).failure is None
        await lanes.aclose()
    assert told == ["over"]
