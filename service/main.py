"""The composition root: settings in, application out. The only place where things are built."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.types import Lifespan

from service.conversation import Conversation, Patience
from service.equipment import Equipment
from service.http.actions import ActionEndpoint
from service.http.app import Surroundings, create_app
from service.http.body import BodyLimits
from service.http.chat import ChatEndpoint
from service.http.operation import OperationEndpoint
from service.ids import Clock, Ids, monotonic
from service.lazy_model import LazyModel
from service.model import LanguageModel
from service.model_choice import ModelChoice
from service.model_request import ModelDefaults
from service.operation_modules import import_operations
from service.operations import REGISTERED, Operations
from service.protocols.data_stream import DataStream
from service.providers.litellm import Endpoint, LitellmModel, warm_up
from service.settings import Settings
from service.stop import Stop
from service.ui_messages import MessageLimits

_READ_MARGIN = 5.0
"""Seconds that the provider's client waits longer than we do, so that it is always we who give up."""


def create(  # noqa: PLR0913 - keywords, each with a default
    settings: Settings,
    *,
    ids: Ids | None = None,
    clock: Clock = monotonic,
    model: LanguageModel | None = None,
    stop: Stop | None = None,
    operations: Operations | None = None,
) -> Starlette:
    """Return the ASGI application for these settings.

    Args:
        settings: what to build.
        ids: where ids come from; random when None.
        clock: where time comes from.
        model: who answers, instead of what the settings say.
        stop: ends the streams that still wait for their model when it is requested.
        operations: actions that are answered with JSON; None: only ``chat-v2-stream`` is answered.

    Raises:
        SettingsError: a module that OPERATIONS names can't be imported.
    """
    import_operations(settings.operations)
    ids = ids or Ids()
    lazy = LazyModel(lambda: _model(settings))
    choice = ModelChoice(
        default=settings.chat_model, allowed=settings.allowed_models, keys=settings.keys, faking=settings.fake_llm
    )
    equipment = Equipment(
        conversation=Conversation(model=model or lazy, patience=_patience(settings), clock=clock, stop=stop or Stop()),
        defaults=_defaults(settings, choice),
        limits=MessageLimits(messages=settings.max_messages, characters=settings.max_message_chars),
        ids=ids,
    )
    return create_app(
        endpoint=_endpoint(settings, equipment, operations),
        choice=choice,
        surroundings=Surroundings(allowed_origins=settings.allowed_origins, ids=ids, clock=clock),
        lifespan=_lifespan(lazy, warms=model is None),
    )


def _endpoint(settings: Settings, equipment: Equipment, operations: Operations | None) -> ActionEndpoint:
    chat = ChatEndpoint(
        equipment=equipment,
        protocol=DataStream(),
        others=REGISTERED if operations is None else operations,
    )
    return ActionEndpoint(
        limits=BodyLimits(size=settings.max_body_bytes, seconds=settings.body_timeout),
        chat=chat,
        operations=None if operations is None else OperationEndpoint(operations=operations, equipment=equipment),
    )


def _lifespan(lazy: LazyModel, *, warms: bool) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with aclosing(lazy), anyio.create_task_group() as tasks:
            if warms:
                # Seconds of import, while the server already listens and answers what needs no model.
                tasks.start_soon(anyio.to_thread.run_sync, warm_up)
            yield
            tasks.cancel_scope.cancel()

    return lifespan


def _defaults(settings: Settings, choice: ModelChoice) -> ModelDefaults:
    return ModelDefaults(
        choice=choice,
        system_prompt=settings.system_prompt,
        temperature=settings.temperature,
        max_output_tokens=settings.max_output_tokens,
    )


def _patience(settings: Settings) -> Patience:
    return Patience(first=settings.first_chunk_timeout, between=settings.idle_timeout, total=settings.request_timeout)


@asynccontextmanager
async def _model(settings: Settings) -> AsyncGenerator[LanguageModel, None]:
    """Hold the model that the settings name: a provider, or the fake on a loopback port of its own."""
    if not settings.fake_llm:
        async with _asking(settings, settings.openai_base_url, settings.openai_api_key) as model:
            yield model
        return
    from fakes.model import ModelServer, Pacing, Scripts  # noqa: PLC0415 - a real deployment carries no fakes

    folder = settings.fake_scripts
    server = ModelServer(
        scripts=Scripts.load(folder) if folder is not None and folder.is_dir() else Scripts.empty(),
        pacing=Pacing(first_ms=settings.fake_first_ms, delay_ms=settings.fake_delay_ms),
    )
    async with server, _asking(settings, server.base_url, "fake") as model:
        yield model


def _asking(
    settings: Settings, base_url: str | None, api_key: str | None
) -> AbstractAsyncContextManager[LanguageModel]:
    timeout = max(settings.first_chunk_timeout, settings.idle_timeout) + _READ_MARGIN
    endpoint = Endpoint(base_url=base_url, api_key=api_key)
    return aclosing(LitellmModel(endpoint=endpoint, timeout=timeout, max_retries=settings.max_retries))
