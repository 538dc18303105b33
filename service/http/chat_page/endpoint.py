"""GET /chat/ and the files beneath it."""

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

from service.errors import NotFound
from service.http.error_response import error_response

if TYPE_CHECKING:
    from service.http.chat_page.files import PageFiles


class ChatPage:
    """Answers with the files of the page; the route says which, as ``file``.

    Args:
        folder: what `npm run build` made in web/.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: PageFiles | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET or HEAD."""
        if self._files is None:
            from service.http.chat_page.files import PageFiles  # noqa: PLC0415 - no answer to a chat needs it

            self._files = PageFiles(self._folder)
        try:
            await self._files(scope, receive, send)
        except HTTPException:
            # All that it can say is that there is no such file.
            await error_response(NotFound())(scope, receive, send)


async def to_chat_page(scope: Scope, receive: Receive, send: Send) -> None:
    """Send whoever forgot the last slash to the page: its files are named relative to it.

    The address is relative too, so that it holds behind a proxy that puts a path before ours.
    """
    query = scope["query_string"].decode("latin-1")
    await RedirectResponse("chat/" + (f"?{query}" if query else ""))(scope, receive, send)
