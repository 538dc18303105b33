"""The entry points on AWS Lambda.

=====================================  ===============================================================================
``service.handlers.streaming_handler`` for a Function URL with ``RESPONSE_STREAM``, and for API Gateway's ``STREAM``:
                                       the HTTP service, streamed
``service.handlers.handler``           for API Gateway, load balancers, ``Invoke``: every operation, answered whole
=====================================  ===============================================================================

Settings come from the environment, as for ``tokenwire serve``. Function URLs and API Gateway answer for CORS
themselves, so nothing is added here unless CORS_ALLOW_ORIGINS is set.
"""

import os
from functools import cache

from msgspec.structs import replace

from service import log
from service.awslambda import Context, ResponseStream, streamify_response
from service.awslambda.asgi import AsgiHandler
from service.awslambda.proxy_response import ProxyResponse
from service.main import create
from service.model_source import warm_up
from service.operations import REGISTERED
from service.settings import Settings


@cache
def _settings() -> Settings:
    """Return this process's settings, and log as they say.

    Raises:
        SettingsError: a variable holds what it may not hold.
    """
    settings = Settings.from_env(os.environ)
    log.configure(settings.log_level, settings.secrets)
    return replace(settings, cors_allow_origins=settings.cors_allow_origins or ())


@cache
def _streaming() -> AsgiHandler:
    return AsgiHandler(create(_settings()), heartbeat=_settings().heartbeat)


@cache
def _buffered() -> AsgiHandler:
    return AsgiHandler(create(_settings(), operations=REGISTERED), heartbeat=0)


@streamify_response
async def streaming_handler(event: object, stream: ResponseStream, context: Context) -> None:
    """Answer an HTTP event or a direct invocation with a stream; of the actions, only ``chat-v2-stream``."""
    await _streaming().stream(event, stream, context)


def handler(event: object, context: Context | None = None) -> ProxyResponse:
    """Answer an HTTP event or a direct invocation at once: an operation with JSON, a chat with its collected stream."""
    return _buffered().buffered(event, context)


if "AWS_LAMBDA_RUNTIME_API" in os.environ:
    # While Lambda starts the process it gives it more of a CPU, and a wrong setting shows at once.
    _buffered() if os.environ.get("_HANDLER", "").endswith(".handler") else _streaming()
    if _settings().warm_litellm == "start":
        warm_up()
