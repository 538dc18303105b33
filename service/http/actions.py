"""The endpoint: every request is read once, here, and handed to what answers its action."""

from dataclasses import dataclass

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import ServiceError
from service.field import Field
from service.http.body import BodyLimits, read_body
from service.http.chat import ChatEndpoint
from service.http.error_response import error_response
from service.http.operation import OperationEndpoint
from service.http.report import report_departure, report_failure
from service.http.request_context import REQUEST_ID
from service.requests import read_request


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionEndpoint:
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
        request_id: str = scope[REQUEST_ID]
        try:
            answer = self._answer_to(read_request(await read_body(scope, receive, self.limits)))
        except ClientDisconnect:
            report_departure(request_id)
        except ServiceError as error:
            report_failure(error, request_id)
            await error_response(error)(scope, receive, send)
        else:
            await answer(scope, receive, send)

    def _answer_to(self, request: Field) -> ASGIApp:
        answer = None if self.operations is None else self.operations.answer_to(request)
        return self.chat.answer_to(request) if answer is None else answer
