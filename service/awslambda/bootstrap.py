"""The frame between awslambdaric and a streaming handler.

Its file has this name because awslambdaric leaves the frames of a ``bootstrap.py`` out of the stack traces it reports:
an error then begins where the user's code does.
"""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Any

from service.awslambda import hooks
from service.awslambda.collected import CollectedResponse
from service.awslambda.invocation import Handler
from service.awslambda.proxy_response import ProxyResponse, proxy_response
from service.awslambda.response_stream import ResponseStream

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_BETWEEN = ("asyncio", __name__.rpartition(".")[0])
"""Modules whose frames stand between awslambdaric and the user's code."""


class StreamingHandler:
    """What Lambda calls. Its response has left by the time the call returns.

    Called where nothing streams (a unit test, an awslambdaric that is not hooked), it returns the response collected,
    as a Function URL would make it: ``statusCode``, ``headers``, ``cookies``, ``body``, ``isBase64Encoded``.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._handler = Handler(function)
        update_wrapper(self, function)
        hooks.install()

    def __call__(self, event: object, context: object = None) -> ProxyResponse | None:
        """Answer one invocation.

        Raises:
            Exception: whatever the handler raised, for awslambdaric to report.
        """
        hooks.install()
        invocation = hooks.current()
        collected = None if invocation else CollectedResponse()
        stream = invocation.open() if invocation else ResponseStream(collected or CollectedResponse())
        try:
            self._handler.answer(event, stream, context)
        except Exception as error:  # noqa: BLE001 - raised again, from where the user's code begins
            raise error.with_traceback(_of_the_user(error.__traceback__)) from error.__cause__
        return proxy_response(collected, event) if collected else None


def _of_the_user(traceback: TracebackType | None) -> TracebackType | None:
    """Return the traceback from the first frame that is not ours; all of it if there is none."""
    frame = traceback
    while frame is not None:
        name = frame.tb_frame.f_globals.get("__name__", "")
        if not any(name == module or name.startswith(f"{module}.") for module in _BETWEEN):
            return frame
        frame = frame.tb_next
    return traceback
