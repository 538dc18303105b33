"""For clients that come back: the chat's running stream from its start, and a way to stop it on purpose.

Source: ``HttpChatTransport.reconnectToStream`` of ai 5 to 7 (``GET {api}/{id}/stream``, 204 where nothing runs) and
``experimental_resume`` of ai 4.3 (``GET {api}?chatId=``, which takes an empty body and fails on a 204). The stop is
our own.
"""

from urllib.parse import parse_qs

from msgspec import Struct
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import NotFound
from service.http.departure import while_client_stays
from service.http.error_response import error_response
from service.http.request_context import REQUEST_ID
from service.http.resumption import Resumption

_NOT_KEPT = {"cache-control": "no-store"}


class FollowEndpoint(Struct, frozen=True, kw_only=True):
    """An ASGI application that writes the running stream of the chat in its path.

    Attributes:
        resumption: keeps streams; None: nothing ever runs for a client that comes back.
        total: seconds that a whole answer may take.
    """

    resumption: Resumption | None
    total: float

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one GET."""
        await self.follow(scope["path_params"]["chat_id"], Response(status_code=204, headers=_NOT_KEPT))(
            scope, receive, send
        )

    def follow(self, chat_id: str, nothing: Response) -> ASGIApp:
        """Return the application that writes this chat's stream, or says that there is none."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            async def follow() -> None:
                if self.resumption is None or not await self.resumption.follow(chat_id, send):
                    await nothing(scope, receive, send)

            await while_client_stays(follow(), receive, request_id=scope[REQUEST_ID], total=self.total)

        return answer


class Resumable:
    """An ASGI application that answers ai 4's ``GET ?chatId=``, and leaves every other request to another one."""

    def __init__(self, app: ASGIApp, endpoint: FollowEndpoint) -> None:
        self._app = app
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self._app
        if scope["method"] == "GET":
            # ai 4 writes the id as it is, so that a plus is no blank.
            chat_ids = parse_qs(scope["query_string"].replace(b"+", b"%2B").decode("latin-1")).get("chatId")
            if chat_ids:
                app = self._endpoint.follow(chat_ids[-1], Response(headers=_NOT_KEPT, media_type="text/plain"))
        await app(scope, receive, send)


class StopEndpoint(Struct, frozen=True, kw_only=True):
    """An ASGI application that stops the running stream of the chat in its path: 204, or 404 where none runs."""

    resumption: Resumption | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one POST."""
        chat_id: str = scope["path_params"]["chat_id"]
        stopped = self.resumption is not None and await self.resumption.store.stop(chat_id)
        response = Response(status_code=204, headers=_NOT_KEPT) if stopped else error_response(NotFound())
        await response(scope, receive, send)
