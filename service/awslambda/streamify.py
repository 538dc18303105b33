"""The decorator that makes a function a streaming Lambda handler."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Protocol

from service.awslambda import hooks
from service.awslambda.bootstrap import StreamingHandler
from service.awslambda.native import NativeHandler
from service.awslambda.proxy_response import ProxyResponse
from service.awslambda.response_stream import ResponseStream

Parts = Iterator[object] | AsyncIterator[object]

WritingFunction = Callable[[Any, ResponseStream, Any], Awaitable[None] | Parts | None]
"""Takes event, stream and context; what it yields, if it does, is written too."""

YieldingFunction = Callable[[Any, Any], Parts]
"""Takes event and context, and yields what is to be written."""


class LambdaHandler(Protocol):
    """What Lambda calls with event and context; StreamingHandler says what it returns."""

    def __call__(self, event: Any, context: Any = None, /) -> ProxyResponse | None:  # noqa: ANN401 - the user's
        """Answer one invocation."""
        ...


def streamify_response(function: WritingFunction | YieldingFunction) -> LambdaHandler:
    """Make a function a Lambda handler that streams, under an unmodified ``python -m awslambdaric module.name``.

    ::

        @streamify_response
        async def handler(event, stream, context):
            stream = HttpResponseStream.from_(stream, {"statusCode": 200, "headers": {"content-type": "text/plain"}})
            await stream.write_async("Hello")

    The function may be sync or async, and may be a generator, whose values are written;
    ``service.awslambda.invocation`` lists the shapes. Returning ends the stream. An exception before the first byte is
    reported as ever; after it, it ends the stream as an error. Where awslambdaric streams by itself, its own decorator
    is used.
    """
    native = hooks.native()
    if native is None:
        return StreamingHandler(function)
    handler: LambdaHandler = native(NativeHandler(function))
    return handler
