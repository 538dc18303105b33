"""The endpoint: every request is read once, here, and handed to what answers its action."""

from msgspec import Struct
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.body import BodyLimits
from service.http.chat import ChatEndpoint
from service.http.operation import OperationEndpoint
from service.http.post import answer_post
from service.requests import read_request


class ActionEndpoint(Struct, frozen=True, kw_only=True):
    """An ASGI application for one path.

    Attributes:
        limits: how much of a request is read.
        chat: answers what no operation does.
        operations: answers the actions that are registered; None where everything is streamed.
    """

    limits: BodyLimits
    chat: ChatEndpoint
    operations: OperationEndpoint | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one POST."""
        await answer_post(self._answer_to, self.limits, scope, receive, send)

    async def _answer_to(self, body: bytes, scope: Scope) -> ASGIApp:
        request = read_request(body)
        answer = None if self.operations is None else self.operations.answer_to(request)
        return self.chat.answer_to(request, scope) if answer is None else answer
