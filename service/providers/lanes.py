"""Which way a model is asked: by ourselves, on the lean lane, or through litellm.

=========  ==================================  ==========================================================
LANE       what the lean lane knows            everything else: another provider, a model, an option or a
                                               variable of which the lane is not sure
=========  ==================================  ==========================================================
auto       the lean lane                       litellm
lean       the lean lane                       refused, at start for a model, else with ``not_configured``
litellm    litellm                             litellm
=========  ==================================  ==========================================================

What it knows: ``service.providers.lean.providers``.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Protocol

import anyio.to_thread

from service.model import LanguageModel, ModelChunk, ModelRequest
from service.providers.lean.model import LeanModel
from service.providers.lean.question import Question
from service.providers.lean.step_aside import StepAside
from service.settings import Lane

_Chunks = AsyncGenerator[tuple[ModelChunk, ...], None]


class Closable(LanguageModel, Protocol):
    """A model that keeps connections."""

    async def aclose(self) -> None:
        """Close them."""
        ...


class Lanes:
    """A LanguageModel that takes the lean lane where it may.

    Args:
        lean: asks what it knows.
        heavy: makes the model that asks litellm, when it is first needed; called in a thread, because it imports.
        lane: the setting.
        answered: told once, when the lean lane's first answer is over.
    """

    def __init__(
        self,
        lean: LeanModel,
        heavy: Callable[[], Closable],
        *,
        lane: Lane,
        answered: Callable[[], object] | None = None,
    ) -> None:
        self._lean = lean
        self._make_heavy = heavy
        self._lane = lane
        self._answered = answered
        self._heavy: Closable | None = None
        self._lock = asyncio.Lock()

    def stream(self, request: ModelRequest) -> _Chunks:
        """Ask; see LanguageModel. The lane's own generator is returned: nothing stands between it and the reader."""
        if self._lane == "litellm":
            return self._heavily(request)
        if self._lane == "lean":
            return self._lean.stream(request)
        try:
            question = self._lean.question(request)
        except StepAside:
            return self._heavily(request)
        return self._lean.ask(question) if self._answered is None else self._first(question)

    async def aclose(self) -> None:
        """Close the connections of both."""
        await self._lean.aclose()
        if self._heavy is not None:
            await self._heavy.aclose()

    async def _first(self, question: Question) -> _Chunks:
        answered, self._answered = self._answered, None
        try:
            async with aclosing(self._lean.ask(question)) as chunks:
                async for arrived in chunks:
                    yield arrived
        finally:
            if answered is not None:
                answered()

    async def _heavily(self, request: ModelRequest) -> _Chunks:
        heavy = await self._made()
        async with aclosing(heavy.stream(request)) as chunks:
            async for arrived in chunks:
                yield arrived

    async def _made(self) -> Closable:
        async with self._lock:
            if self._heavy is None:
                self._heavy = await anyio.to_thread.run_sync(self._make_heavy)
            return self._heavy
