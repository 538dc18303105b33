"""A LanguageModel that is made when the first request needs it, in the event loop that asks."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing

from service.model import LanguageModel, ModelChunk, ModelRequest


class LazyModel:
    """Nothing is opened at import or at start-up, which is what a frozen sandbox needs.

    Args:
        make: returns a context that holds the model; entered once, left by ``aclose``.
    """

    def __init__(self, make: Callable[[], AbstractAsyncContextManager[LanguageModel]]) -> None:
        self._make = make
        self._model: LanguageModel | None = None
        self._resources = AsyncExitStack()
        self._lock = asyncio.Lock()

    def stream(self, request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        """Ask the model, making it first if there is none; see LanguageModel. Once made, nothing stands before it."""
        return self._first(request) if self._model is None else self._model.stream(request)

    async def aclose(self) -> None:
        """Release what the model needed."""
        self._model = None
        await self._resources.aclose()

    async def _first(self, request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        model = await self._made()
        async with aclosing(model.stream(request)) as chunks:
            async for arrived in chunks:
                yield arrived

    async def _made(self) -> LanguageModel:
        async with self._lock:
            if self._model is None:
                self._model = await self._resources.enter_async_context(self._make())
            return self._model
