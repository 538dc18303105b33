"""The composition root: settings in, application out. The only place where things are built."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.types import Lifespan

from service.conversation import Conversation, Patience
from service.equipment import Equipment
from service.http.actions import ActionEndpoint
from service.http.app import Endpoints, Surroundings, create_app
from service.http.body import BodyLimits
from service.http.chat import ChatEndpoint
from service.http.health import Readyz
from service.http.object import ObjectEndpoint
from service.http.openapi import OpenApi
from service.http.operation import OperationEndpoint
from service.http.resume import FollowEndpoint, StopEndpoint
from service.http.resumption import Resumption
from service.ids import Clock, Ids, monotonic
from service.lazy_model import LazyModel
from service.model import LanguageModel
from service.model_choice import ModelChoice
from service.model_request import ModelDefaults
from service.object_schemas import REGISTERED as SCHEMAS
from service.operation_modules import import_operations
from service.operations import REGISTERED, Operations
from service.providers.litellm import Endpoint, LitellmModel, warm_up
from service.resume.limits import Limits
from service.resume.memory_store import MemoryStore
from service.resume.producers import Producers
from service.settings import Settings, SettingsError
from service.stop import Stop
from service.tool_modules import import_tools
from service.tools import Tools
from service.ui_messages import MessageLimits

if TYPE_CHECKING:
    from fakes.model import PlaybookSource, Scripts

_logger = logging.getLogger("tokenwire.fake")

_LAST_WORD_SECONDS = 2.0
"""Until streams that were told to stop are ended whatever they do."""

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
    tools: Tools | None = None,
) -> Starlette:
    """Return the ASGI application for these settings.

    Args:
        settings: what to build.
        ids: where ids come from; random when None.
        clock: where time comes from.
        model: who answers, instead of what the settings say.
        stop: ends the streams that still wait for their model when it is requested.
        operations: actions that are answered with JSON; None: only ``chat-v2-stream`` is answered.
        tools: what the model may call, instead of what the settings say.

    Raises:
        SettingsError: a module that OPERATIONS or TOOLS names can't be imported, or the fake can't play what
            FAKE_SCENARIOS names.
    """
    import_operations(settings.operations)
    ids = ids or Ids()
    scenarios = _scenarios(settings)
    lazy = LazyModel(lambda: _model(settings, scenarios))
    choice = _choice(settings)
    conversation = Conversation(model=model or lazy, patience=_patience(settings), clock=clock, stop=stop or Stop())
    tools = import_tools(settings.tool_modules) if tools is None else tools
    equipment = _equipment(settings, conversation, _defaults(settings, choice, tools), ids, tools)
    resumption = _resumption(settings)
    return create_app(
        endpoints=_endpoints(settings, equipment, operations, resumption),
        surroundings=Surroundings(allowed_origins=settings.allowed_origins, ids=ids, clock=clock),
        lifespan=_lifespan(lazy, resumption, warms=model is None),
    )


def _choice(settings: Settings) -> ModelChoice:
    return ModelChoice(
        default=settings.chat_model, allowed=settings.allowed_models, keys=settings.keys, faking=settings.fake_llm
    )


def _equipment(
    settings: Settings, conversation: Conversation, defaults: ModelDefaults, ids: Ids, tools: Tools
) -> Equipment:
    return Equipment(
        conversation=conversation,
        defaults=defaults,
        limits=MessageLimits(messages=settings.max_messages, characters=settings.max_message_chars),
        ids=ids,
        tools=tools,
        tool_seconds=settings.tool_timeout,
        max_steps=settings.max_steps,
    )


def _endpoints(
    settings: Settings, equipment: Equipment, operations: Operations | None, resumption: Resumption | None
) -> Endpoints:
    return Endpoints(
        chat=_chat(settings, equipment, operations, resumption),
        objects=ObjectEndpoint(limits=_body_limits(settings), equipment=equipment, schemas=SCHEMAS),
        follow=FollowEndpoint(resumption=resumption, total=settings.request_timeout),
        stop=StopEndpoint(resumption=resumption),
        ready=Readyz(equipment.defaults.choice),
        openapi=OpenApi(operations),
    )


def _chat(
    settings: Settings, equipment: Equipment, operations: Operations | None, resumption: Resumption | None
) -> ActionEndpoint:
    chat = ChatEndpoint(
        equipment=equipment, others=REGISTERED if operations is None else operations, resumption=resumption
    )
    return ActionEndpoint(
        limits=_body_limits(settings),
        chat=chat,
        operations=None if operations is None else OperationEndpoint(operations=operations, equipment=equipment),
    )


def _body_limits(settings: Settings) -> BodyLimits:
    return BodyLimits(size=settings.max_body_bytes, seconds=settings.body_timeout)


def _resumption(settings: Settings) -> Resumption | None:
    if settings.resume == "off":
        return None
    limits = Limits(max_bytes=settings.resume_max_bytes, grace=settings.resume_grace)
    # A stream that is told to stop has a last word of its own; who is ended by its producers has none.
    producers = Producers(grace=settings.shutdown_grace + _LAST_WORD_SECONDS, backlog=settings.resume_max_bytes)
    if settings.resume == "memory":
        return Resumption(store=MemoryStore(limits), producers=producers)
    from service.resume.redis_store import RedisStore  # noqa: PLC0415 - redis is imported only where it is wanted

    return Resumption(store=RedisStore(settings.redis_url, limits), producers=producers)


def _lifespan(lazy: LazyModel, resumption: Resumption | None, *, warms: bool) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as resources:
            await resources.enter_async_context(aclosing(lazy))
            if resumption is not None:
                await resources.enter_async_context(resumption.store)
                await resources.enter_async_context(resumption.producers)
            tasks = await resources.enter_async_context(anyio.create_task_group())
            if warms:
                # Seconds of import, while the server already listens and answers what needs no model.
                tasks.start_soon(anyio.to_thread.run_sync, warm_up)
            yield
            tasks.cancel_scope.cancel()

    return lifespan


def _defaults(settings: Settings, choice: ModelChoice, tools: Tools) -> ModelDefaults:
    return ModelDefaults(
        choice=choice,
        system_prompt=settings.system_prompt,
        temperature=settings.temperature,
        max_output_tokens=settings.max_output_tokens,
        tools=tools.specs(),
    )


def _patience(settings: Settings) -> Patience:
    return Patience(first=settings.first_chunk_timeout, between=settings.idle_timeout, total=settings.request_timeout)


@asynccontextmanager
async def _model(settings: Settings, scenarios: "PlaybookSource | None") -> AsyncGenerator[LanguageModel, None]:
    """Hold the model that the settings name: a provider, or the fake on a loopback port of its own."""
    if not settings.fake_llm:
        async with _asking(settings, settings.openai_base_url, settings.openai_api_key) as model:
            yield model
        return
    from fakes.model import ModelServer, Pacing, Setup  # noqa: PLC0415 - a real deployment carries no fakes

    server = ModelServer(
        Setup(follow=scenarios.current if scenarios else None),
        scripts=_scripts(settings),
        pacing=Pacing(first_ms=settings.fake_first_ms, delay_ms=settings.fake_delay_ms),
        seed=settings.fake_seed,
    )
    async with server, _asking(settings, server.base_url, "fake") as model:
        yield model


def _scenarios(settings: Settings) -> "PlaybookSource | None":
    """Return what reads the fake's scenarios, and reads them again when they change; None where there are none."""
    if not (settings.fake_llm and settings.fake_scenarios):
        return None
    from fakes.model import PlaybookSource, ScriptError  # noqa: PLC0415 - a real deployment carries no fakes

    def tell(error: str) -> None:
        _logger.warning("the fake's scenarios stay as they were: %s", error)

    try:
        return PlaybookSource(settings.fake_scenarios, scripts=_scripts(settings), tell=tell)
    except ScriptError as error:
        raise SettingsError(f"FAKE_SCENARIOS can't be played: {error}") from None


def _scripts(settings: Settings) -> "Scripts":
    from fakes.model import Scripts  # noqa: PLC0415 - a real deployment carries no fakes

    folder = settings.fake_scripts
    return Scripts.load(folder) if folder is not None and folder.is_dir() else Scripts.empty()


def _asking(
    settings: Settings, base_url: str | None, api_key: str | None
) -> AbstractAsyncContextManager[LanguageModel]:
    timeout = max(settings.first_chunk_timeout, settings.idle_timeout) + _READ_MARGIN
    endpoint = Endpoint(base_url=base_url, api_key=api_key)
    return aclosing(LitellmModel(endpoint=endpoint, timeout=timeout, max_retries=settings.max_retries))
