"""The service's description of itself."""

import anyio.to_thread
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from service import json_text
from service.operations import Operations


class OpenApi:
    """Answers with the OpenAPI document, which is built when it is first asked for.

    Args:
        operations: actions that are answered with JSON here; None where everything is streamed.
    """

    def __init__(self, operations: Operations | None) -> None:
        self._operations = operations
        self._body: bytes | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET or HEAD."""
        if self._body is None:
            # In a thread: payloads' types are pydantic's, whose import alone takes as long as many tokens.
            self._body = await anyio.to_thread.run_sync(self._built)
        headers = {"content-type": "application/json", "cache-control": "no-store"}
        await Response(self._body, headers=headers)(scope, receive, send)

    def _built(self) -> bytes:
        from service.openapi.document import document  # noqa: PLC0415 - no answer to a chat needs it

        return json_text.encode(document(self._operations))
