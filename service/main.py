"""The composition root: settings in, application out. The only place where things are built."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

from starlette.applications import Starlette
from starlette.types import Lifespan

from service.conversation import Conversation, Patience
from service.embedded_fake import on_demand
from service.equipment import Equipment
from service.http.actions import ActionEndpoint
from service.http.app import Endpoints, Surroundings, create_app
from service.http.body import BodyLimits
from service.http.chat import ChatEndpoint
from service.http.chat_page.endpoint import ChatPage
from service.http.health import Readyz
from service.http.inspector.endpoint import Inspector, InspectorPage, Scenarios
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
from service.model_source import ModelSource
from service.object_schemas import REGISTERED as SCHEMAS
from service.operation_modules import import_operations
from service.operations import REGISTERED, Operations
from service.resume.limits import Limits
from service.resume.memory_store import MemoryStore
from service.resume.producers import Producers
from service.settings import Settings, SettingsError
from service.stop import Stop
from service.tool_modules import import_tools
from service.tools import Tools
from service.ui_messages import MessageLimits

_LAST_WORD_SECONDS = 2.0
"""Until streams that were told to stop are ended whatever they do."""


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
        SettingsError: a module that OPERATIONS or TOOLS names can't be imported, LANE can't ask a model, the fake
            can't play what FAKE_SCENARIOS names, or CHAT_PAGE_FOLDER holds no page that is to be served.
    """
    import_operations(settings.operations)
    ids = ids or Ids()
    source = ModelSource(settings)
    lazy = LazyModel(source.open)
    choice = _choice(settings)
    conversation = Conversation(model=model or lazy, patience=_patience(settings), clock=clock, stop=stop or Stop())
    tools = import_tools(settings.tool_modules) if tools is None else tools
    equipment = _equipment(settings, conversation, _defaults(settings, choice, tools), ids, tools)
    resumption = _resumption(settings)
    return create_app(
        endpoints=_endpoints(settings, equipment, operations, resumption),
        surroundings=Surroundings(allowed_origins=settings.allowed_origins, ids=ids, clock=clock),
        lifespan=_lifespan(lazy, resumption, source if model is None else None),
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
        inspector=_inspector(settings) if settings.shows_inspector else None,
        chat_page=_chat_page(settings) if settings.shows_chat_page else None,
    )


def _inspector(settings: Settings) -> Inspector:
    return Inspector(
        page=InspectorPage(chat_page=settings.shows_chat_page),
        scenarios=Scenarios(table=on_demand if settings.fake_llm else list),
    )


def _chat_page(settings: Settings) -> ChatPage:
    folder = settings.chat_page_folder
    if folder is None:
        raise SettingsError("CHAT_PAGE is on, but CHAT_PAGE_FOLDER names no folder")
    if not (folder / "index.html").is_file():
        raise SettingsError(f"CHAT_PAGE_FOLDER must be a folder with an index.html, but is '{folder}'")
    return ChatPage(folder)


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


def _lifespan(lazy: LazyModel, resumption: Resumption | None, source: ModelSource | None) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as resources:
            await resources.enter_async_context(aclosing(lazy))
            if resumption is not None:
                await resources.enter_async_context(resumption.store)
                await resources.enter_async_context(resumption.producers)
            if source is not None:
                await resources.enter_async_context(source.warming())
            yield

    return lifespan


def _defaults(settings: Settings, choice: ModelChoice, tools: Tools) -> ModelDefaults:
    return ModelDefaults(
        choice=choice,
        system_prompt=settings.system_prompt,
        temperature=settings.temperature,
        max_output_tokens=settings.max_output_tokens,
        reasoning_effort=settings.reasoning_effort,
        tools=tools.specs(),
    )


def _patience(settings: Settings) -> Patience:
    return Patience(first=settings.first_chunk_timeout, between=settings.idle_timeout, total=settings.request_timeout)
