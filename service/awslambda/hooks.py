"""Teaches the awslambdaric that is already loaded to stream.

AWS's runtime client hands every response to a C library as one string. Three of its methods are wrapped, the same two
that Sentry wraps among them; everything else, its error JSON, log lines and X-Ray causes, stays as it is. A handler
runs inside awslambdaric's own call, so whoever wraps handlers sees an ordinary invocation.

Read against awslambdaric 3.0.0 to 4.2.2; tests run 3.0.2, 3.1.1, 4.0.1, 4.1.0 and 4.2.2.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from service.awslambda.errors import StreamClosed
from service.awslambda.response_stream import ResponseStream
from service.awslambda.runtime_response import RuntimeResponse
from service.awslambda.wire import Address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CLIENT = "awslambdaric.lambda_runtime_client"
_CLASSES = ("BaseLambdaRuntimeClient", "LambdaRuntimeClient", "LambdaMultiConcurrentRuntimeClient")
_MARK = "_tokenwire_streams"

_logger = logging.getLogger("tokenwire.awslambda")


class Client(Protocol):
    """What is needed of awslambdaric's ``LambdaRuntimeClient``."""

    lambda_runtime_address: str


class Request(Protocol):
    """What is needed of awslambdaric's ``InvocationRequest``."""

    invoke_id: str


class Current(Struct):
    """The invocation that this process is working on, and the response that its handler streams, if it does."""

    address: Address
    request_id: str
    invocation_id: str | None
    response: RuntimeResponse | None = None
    stream: ResponseStream | None = None

    def open(self) -> ResponseStream:
        """Return this invocation's response stream. Nothing is sent yet."""
        self.response = RuntimeResponse(self.address, self.request_id, self.invocation_id)
        self.stream = ResponseStream(self.response)
        return self.stream


_current: list[Current] = []


def current() -> Current | None:
    """Return the invocation that awslambdaric is working on; None where there is no awslambdaric."""
    return _current[0] if _current else None


def install() -> bool:
    """Wrap the methods of the runtime client; once is enough, and more does no harm. False where there is none.

    It is looked for among the loaded modules, and imported only where a Runtime API says that it will be needed.
    """
    module = sys.modules.get(_CLIENT)
    if module is None and "AWS_LAMBDA_RUNTIME_API" in os.environ:
        try:
            module = importlib.import_module(_CLIENT)
        except ImportError:
            return False
    if module is None:
        return False
    for name in _CLASSES:
        client = getattr(module, name, None)
        if client is not None and _MARK not in vars(client):
            _wrap(client)
    return True


def native() -> Callable[..., Any] | None:
    """Return awslambdaric's own ``streamify_response``, should it have one."""
    found: Callable[..., Any] | None = getattr(sys.modules.get("awslambdaric"), "streamify_response", None)
    return found


def _wrap(client: type[Any]) -> None:
    """Wrap what this class itself defines; what it inherits is wrapped where it is defined."""
    wrappers = {
        "wait_next_invocation": _remembering,
        "post_invocation_result": _finishing,
        "post_invocation_error": _failing,
    }
    for name, wrapper in wrappers.items():
        if name in vars(client):
            setattr(client, name, wrapper(vars(client)[name]))
    setattr(client, _MARK, True)


def _remembering(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def wait_next_invocation(self: Client, *arguments: object, **named: object) -> Request:
        _current.clear()
        request: Request = original(self, *arguments, **named)
        address = Address.parse(self.lambda_runtime_address)
        _current[:] = [Current(address, request.invoke_id, getattr(request, "invocation_id", None))]
        return request

    return wait_next_invocation


def _finishing(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def post_invocation_result(self: Client, invoke_id: str, *arguments: object, **named: object) -> object:
        streamed = _streamed(invoke_id)
        if streamed is None:
            return original(self, invoke_id, *arguments, **named)
        _settle(streamed)
        with _posting_nothing():
            return original(self, invoke_id, *arguments, **named)

    return post_invocation_result


def _failing(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def post_invocation_error(self: Client, invoke_id: str, error: str, *arguments: object, **named: object) -> object:
        streamed = _streamed(invoke_id)
        if streamed is None:
            return original(self, invoke_id, error, *arguments, **named)
        stream, response = streamed
        try:
            stream.fail(_error_type(error), error)
        except StreamClosed as closed:
            _logger.warning("the error could not be told: %s", closed)
        _settle((stream, response))
        with _posting_nothing():
            return original(self, invoke_id, error, *arguments, **named)

    return post_invocation_error


def _streamed(invoke_id: str) -> tuple[ResponseStream, RuntimeResponse] | None:
    """Return the response that has left for this invocation; None if its handler streamed nothing, or it is settled."""
    invocation = current()
    if invocation is None or invocation.request_id != invoke_id or isinstance(_library(), _Nothing):
        return None
    stream, response = invocation.stream, invocation.response
    if stream is None or response is None:
        return None
    if not stream.started:
        response.close()
        return None
    return stream, response


class _Nothing:
    """In place of the C library that posts, where the response has left already."""

    def post_invocation_result(self, *_: object) -> None:
        """Post nothing."""

    post_error = post_invocation_result


@contextmanager
def _posting_nothing() -> Iterator[None]:
    """Let awslambdaric's methods run without posting, for those who have wrapped them before us: Sentry sends then."""
    module: Any = sys.modules[_CLIENT]
    library = module.runtime_client
    module.runtime_client = _Nothing()
    try:
        yield
    finally:
        module.runtime_client = library


def _library() -> object:
    return getattr(sys.modules.get(_CLIENT), "runtime_client", None)


def _settle(streamed: tuple[ResponseStream, RuntimeResponse]) -> None:
    """Hear what the Runtime API says. A refusal is no reason to end this process, as it is for a buffered response."""
    status = streamed[1].settle()
    if status is None or status >= 300:  # noqa: PLR2004 - HTTP's own number
        _logger.warning("the Runtime API did not take the response (status %s)", status)


def _error_type(error: str) -> str:
    try:
        return str(json.loads(error)["errorType"])
    except (ValueError, KeyError, TypeError):
        return "Error"
