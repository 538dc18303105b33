"""The model that the settings name: made, and kept warm. Part of the composition root."""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from typing import Final, Literal

import anyio.to_thread

from service.embedded_fake import EmbeddedFake
from service.messages import TextPart, UserMessage
from service.model import LanguageModel, ModelRequest
from service.model_choice import faked
from service.providers.endpoint import Endpoint
from service.providers.lanes import Closable, Lanes
from service.providers.lean.asking import Asking
from service.providers.lean.model import LeanModel
from service.providers.lean.step_aside import KeyMissing, StepAside
from service.settings import Settings, SettingsError

_READ_MARGIN: Final = 5.0
"""Seconds that the provider's client waits longer than we do, so that it is always we who give up."""

_SOMEWHERE: Final = Endpoint(base_url="http://127.0.0.1/v1", api_key="fake")
"""Where the fake will be, as far as it matters before it is there."""


class ModelSource:
    """Makes the model.

    Args:
        settings: what to make.

    Raises:
        SettingsError: LANE is lean, and the lean lane does not know a model; or the fake can't play its scenarios.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._answered = asyncio.Event()
        self._over = False
        self._need = _need(settings)
        self._fake = EmbeddedFake(settings) if settings.fake_llm else None

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[LanguageModel, None]:
        """Hold the model: a provider, or the fake on a loopback port of its own."""
        settings = self._settings
        if self._fake is None:
            endpoint = Endpoint(base_url=settings.openai_base_url, api_key=settings.openai_api_key)
            async with self._lanes(endpoint, os.environ) as model:
                yield model
            return
        server = self._fake.server()
        async with server, self._lanes(Endpoint(base_url=server.base_url, api_key="fake"), {}) as model:
            yield model

    @asynccontextmanager
    async def warming(self) -> AsyncGenerator[None, None]:
        """Import litellm ahead of its need, in a thread: for seconds the server already answers what needs none."""
        task = asyncio.create_task(self._warm_up())
        try:
            yield
        finally:
            self._over = True
            self._answered.set()
            # An import that has begun is not broken off.
            await task

    async def _warm_up(self) -> None:
        if self._need == "never":
            return
        if self._need == "later":
            await self._answered.wait()
        if not self._over:
            await anyio.to_thread.run_sync(warm_up)

    def _lanes(self, endpoint: Endpoint, variables: Mapping[str, str]) -> AbstractAsyncContextManager[LanguageModel]:
        settings = self._settings
        timeout = max(settings.first_chunk_timeout, settings.idle_timeout) + _READ_MARGIN
        retries = settings.max_retries

        def heavy() -> Closable:
            from service.providers.litellm import LitellmModel  # noqa: PLC0415 - it imports httpx

            return LitellmModel(endpoint=endpoint, timeout=timeout, max_retries=retries)

        lean = LeanModel(Asking(endpoint, variables), timeout=timeout, max_retries=retries)
        return aclosing(Lanes(lean, heavy, lane=settings.lane, answered=self._answered.set))


def warm_up() -> None:
    """Import litellm and rehearse a request."""
    from service.providers.litellm import warm_up  # noqa: PLC0415 - it imports httpx

    warm_up()


def _need(settings: Settings) -> Literal["start", "later", "never"]:
    """Return when litellm is to be warm.

    Raises:
        SettingsError: as ModelSource.
    """
    first, *others = (_stranger(settings, model) for model in (settings.chat_model, *settings.allowed_models))
    if settings.lane == "lean" and (reason := next(filter(None, [first, *others]), "")):
        raise SettingsError(f"LANE is lean, but {reason}")
    if settings.warm_litellm != "auto":
        return settings.warm_litellm
    if settings.lane == "litellm" or first:
        return "start"
    return "later" if any(others) else "never"


def _stranger(settings: Settings, model: str) -> str:
    """Return why the lean lane does not know a model; empty if it does."""
    faking = settings.fake_llm
    endpoint = Endpoint(base_url=settings.openai_base_url, api_key=settings.openai_api_key)
    asking = Asking(_SOMEWHERE, {}) if faking else Asking(endpoint, os.environ)
    question = (UserMessage((TextPart("Hello"),)),)
    asked = faked(model) if faking else model
    try:
        asking.question(
            ModelRequest(
                model=asked,
                messages=question,
                temperature=0.0,
                max_output_tokens=1,
                reasoning_effort=settings.reasoning_effort,
            )
        )
    except KeyMissing:
        # That is told to whoever asks for this model.
        return ""
    except StepAside as reason:
        return str(reason)
    return ""
