"""The same handlers on an awslambdaric that streams by itself, should there be one: our transport steps aside.

AWS has announced native streaming for Python (aws-lambda-roadmap, issue 39) and not yet said how it looks. What is
assumed here is what Node has: a decorator ``awslambdaric.streamify_response`` whose handlers get a stream to ``write``
to.
"""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Protocol

from service.awslambda.invocation import Handler
from service.awslambda.prelude import DELIMITER, Prelude
from service.awslambda.response_stream import ResponseStream

if TYPE_CHECKING:
    from collections.abc import Callable


class NativeStream(Protocol):
    """What is needed of it."""

    def write(self, data: bytes) -> object:
        """Send a part of the body."""
        ...

    def set_content_type(self, content_type: str) -> object:
        """Say what the body is."""
        ...

    def end(self) -> object:
        """Say that the body is whole."""
        ...


class NativeHandler:
    """What the native decorator is given."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._handler = Handler(function)
        update_wrapper(self, function)
        # The native decorator shall see the arguments below, not the function's.
        del self.__dict__["__wrapped__"]

    def __call__(self, event: object, stream: NativeStream, context: object) -> None:
        """Answer one invocation.

        Raises:
            Exception: whatever the handler raised, for awslambdaric to report.
        """
        self._handler.answer(event, ResponseStream(NativeTransport(stream)), context)


class NativeTransport:
    """A Transport that leaves everything to the native stream."""

    def __init__(self, stream: NativeStream) -> None:
        self._stream = stream

    def start(self, content_type: str, prelude: Prelude | None) -> None:
        """Send the head."""
        self._stream.set_content_type(content_type)
        if prelude is not None:
            self._stream.write(prelude.encode())
            self._stream.write(DELIMITER)

    def send(self, data: bytes) -> None:
        """Send a part of the body."""
        self._stream.write(data)

    def flush(self) -> None:
        """Return at once."""

    async def flush_async(self) -> None:
        """Return at once."""

    def finish(self) -> None:
        """Say that the body is whole."""
        self._stream.end()

    def fail(self, error_type: str, error: str) -> None:
        """Return at once: awslambdaric sees the handler's exception."""

    async def wait_closed(self) -> None:
        """Never return: nobody tells."""
        import asyncio  # noqa: PLC0415 - sync handlers never need it

        await asyncio.get_running_loop().create_future()
