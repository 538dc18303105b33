"""One call of a streaming handler, whatever its shape, from the event to the end of its stream.

==========================  ==========================================================================
shape                       signature
==========================  ==========================================================================
async function              ``async (event, stream, context)``
function                    ``(event, stream, context)``
async generator             ``async (event, context)`` or ``async (event, stream, context)``
generator                   ``(event, context)`` or ``(event, stream, context)``
==========================  ==========================================================================

What a generator yields is written; what a function returns is ignored, as in Node, with a warning. Returning ends the
stream.
"""

from __future__ import annotations

import inspect
import logging
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from contextlib import aclosing, closing, contextmanager, nullcontext
from json import dumps
from typing import TYPE_CHECKING, Any

from service.awslambda.context import seconds_left
from service.awslambda.errors import DeadlineExceeded, StreamClosed
from service.awslambda.loop import run

if TYPE_CHECKING:
    from service.awslambda.response_stream import ResponseStream

_logger = logging.getLogger("tokenwire.awslambda")

_BROKEN = ("internal_error", "Internal server error")
_LATE = ("deadline_exceeded", "The answer took too long")
_MARGIN = 0.75
"""Seconds before the end in which a response is ended. Less than an application gets notice of: it can say more."""
_NEAR = "Lambda's timeout is near"
_STREAMED = 3
"""Arguments of a handler that writes to the stream itself."""


class Handler:
    """A handler of any shape."""

    __slots__ = ("_blocks", "_function", "_wants_stream")

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._blocks = not (inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function))
        self._wants_stream = _wants_stream(function)

    def answer(self, event: object, stream: ResponseStream, context: object) -> None:
        """Call the function and bring the stream to an end.

        About a second before Lambda would kill the process, a function that runs in the event loop is cancelled, and
        any other's stream is ended under its hands.

        Raises:
            DeadlineExceeded: that second has come.
            Exception: whatever the function raised; the stream has been told, and is left for the caller to fail.
        """
        try:
            self._run(event, stream, context)
            stream.end()
        except StreamClosed:
            # It is not the handler's failure that nobody listens, and nobody can be told.
            _logger.warning("the response was not taken to its end", exc_info=True)
            stream.abandon()
        except Exception as error:
            _tell(stream, *(_LATE if isinstance(error, DeadlineExceeded) else _BROKEN))
            raise

    def _run(self, event: object, stream: ResponseStream, context: object) -> None:
        seconds = seconds_left(context, margin=_MARGIN)
        with _watched(stream, context, seconds) if self._blocks else nullcontext():
            arguments = (event, stream, context) if self._wants_stream else (event, context)
            result = self._function(*arguments)
            if isinstance(result, Generator):
                with closing(result):
                    for part in result:
                        stream.write(part)
                return
        if isinstance(result, AsyncGenerator) or inspect.isawaitable(result):
            run(_limited(result, stream, seconds))
        else:
            _ignore(result)


def _wants_stream(function: Callable[..., Any]) -> bool:
    parameters = inspect.signature(function).parameters.values()
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return True
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        # A third one with a default is the generator's own affair.
        positional = [p for p in positional if p.default is p.empty]
    return len(positional) >= _STREAMED


async def _limited(
    result: AsyncGenerator[object] | Awaitable[object], stream: ResponseStream, seconds: float | None
) -> None:
    import asyncio  # noqa: PLC0415 - sync handlers never need it, and it takes a tenth of a second to import

    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            if isinstance(result, AsyncGenerator):
                async with aclosing(result):
                    async for part in result:
                        await stream.write_async(part)
            else:
                _ignore(await result)
    except TimeoutError as error:
        if limit.expired():
            raise DeadlineExceeded(_NEAR) from error
        raise
    except asyncio.CancelledError as error:
        if (task := asyncio.current_task()) and task.cancelling():
            raise
        # Of a task that the handler waited for. It is no Exception, and would end the process.
        raise RuntimeError("the handler waited for something that was cancelled") from error


@contextmanager
def _watched(stream: ResponseStream, context: object, seconds: float | None) -> Iterator[None]:
    """End the stream from another thread when the time is up: a sync handler can't be interrupted."""
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, _end_late, (stream, getattr(context, "aws_request_id", "")))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end_late(stream: ResponseStream, request_id: str) -> None:
    if not stream.started:
        # There is nothing to end, and Lambda itself will say that the time was up.
        return
    _logger.error("%s and the handler still runs: its response is ended", _NEAR)
    error = {
        "errorMessage": _NEAR,
        "errorType": DeadlineExceeded.__name__,
        "requestId": request_id,
        "stackTrace": [],
    }
    try:
        stream.break_off(_LATE, DeadlineExceeded.__name__, dumps(error))
    except StreamClosed:
        _logger.warning("nobody takes the response any more")


def _tell(stream: ResponseStream, code: str, message: str) -> None:
    try:
        stream.tell(code, message)
    except StreamClosed:
        stream.abandon()


def _ignore(result: object) -> None:
    if result is not None:
        _logger.warning("a streaming handler's return value is ignored: write it to the stream")
