"""The chat endpoint: a request of any shape in, a stream or an error out."""

import logging
from dataclasses import dataclass
from functools import partial

import anyio
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from service.conversation import Conversation
from service.errors import DeadlineExceeded, InternalError, NotConfigured, ServiceError, ServiceStopping, UpstreamError
from service.http.body import BodyLimits, read_body
from service.http.error_response import error_response
from service.http.request_context import REQUEST_ID
from service.http.streaming_response import send_stream
from service.ids import Ids
from service.model_request import ModelDefaults
from service.protocols.protocol import StreamProtocol
from service.requests import parse_chat

_logger = logging.getLogger("tokenwire.chat")

_READING = 2.0
"""How many times as long as a whole answer may take a client may take to read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEndpoint:
    """An ASGI application for one path.

    A client that leaves, while we wait or write, cancels everything that runs for it, the provider's work included.
    """

    conversation: Conversation
    defaults: ModelDefaults
    protocol: StreamProtocol
    limits: BodyLimits
    ids: Ids

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one POST."""
        request_id: str = scope[REQUEST_ID]
        report = partial(_report, request_id=request_id)
        try:
            body = await read_body(scope, receive, self.limits)
            request = self.defaults.complete(parse_chat(body, self.limits.messages))
        except ClientDisconnect:
            _report_departure(request_id)
        except ServiceError as error:
            report(error)
            await error_response(error)(scope, receive, send)
        else:
            events = self.conversation.stream(request, message_id=self.ids.message(), report=report)
            answered = anyio.Event()
            async with anyio.create_task_group() as tasks:
                # A client that stops reading, and never leaves, may not hold the provider for ever.
                tasks.cancel_scope.deadline = anyio.current_time() + _READING * self.conversation.patience.total
                watch = partial(_cancel_on_disconnect, receive, tasks.cancel_scope, request_id=request_id)
                tasks.start_soon(watch, answered)
                try:
                    await send_stream(send, self.protocol, events)
                except ServiceError as error:
                    # Only before the commit point: the status line is still ours to choose.
                    report(error)
                    await error_response(error)(scope, receive, send)
                except OSError:
                    # Some servers raise where others ignore a write to a client that is gone.
                    _report_departure(request_id)
                answered.set()
                tasks.cancel_scope.cancel()


async def _cancel_on_disconnect(
    receive: Receive, scope: anyio.CancelScope, answered: anyio.Event, *, request_id: str
) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    # Servers say "disconnect" after a whole answer too.
    if not answered.is_set():
        _report_departure(request_id)
        scope.cancel()


def _report_departure(request_id: str) -> None:
    _logger.info("the client left", extra={"request_id": request_id})


def _report(error: ServiceError, request_id: str) -> None:
    """Log a failure, once: a client's mistake as information, what failed behind us as a warning, a defect worse."""
    defect = isinstance(error, InternalError)
    behind_us = isinstance(error, UpstreamError | NotConfigured | DeadlineExceeded | ServiceStopping)
    _logger.log(
        logging.ERROR if defect else logging.WARNING if behind_us else logging.INFO,
        error.message,
        extra={"request_id": request_id, "code": error.code, "detail": error.detail},
        exc_info=error if defect else None,
    )
