"""GET / and GET /inspector/scenarios.json."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import anyio.to_thread
from msgspec import Struct
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

if TYPE_CHECKING:
    from service.http.inspector.document import Document

_FRESH = {"cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}


class InspectorPage:
    """Answers with the page, which is read when it is first asked for.

    Args:
        chat_page: whether there is a chat page, which it then names.
    """

    def __init__(self, *, chat_page: bool = False) -> None:
        self._chat_page = chat_page
        self._document: Document | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET or HEAD."""
        if self._document is None:
            from service.http.inspector.document import read_document  # noqa: PLC0415 - no answer to a chat needs it

            self._document = await anyio.to_thread.run_sync(partial(read_document, chat_page=self._chat_page))
        headers = {
            "content-type": "text/html; charset=utf-8",
            "content-security-policy": self._document.policy,
            **_FRESH,
        }
        await Response(self._document.body, headers=headers)(scope, receive, send)


class Scenarios(Struct, frozen=True, kw_only=True):
    """Answers with the scenarios that the fake plays on demand: none, where a real model answers."""

    table: Callable[[], Sequence[Mapping[str, object]]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET or HEAD."""
        body = json.dumps({"scenarios": [*self.table()]}).encode()
        await Response(body, headers={"content-type": "application/json", **_FRESH})(scope, receive, send)


class Inspector(Struct, frozen=True, kw_only=True):
    """The two of them."""

    page: InspectorPage
    scenarios: Scenarios
