"""Operations over HTTP: a request for one in, its result or an error out, both as JSON with a real status."""

from functools import partial

from msgspec import Struct
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.equipment import Equipment
from service.errors import ServiceError
from service.field import Field
from service.http.deadline import seconds_left
from service.http.departure import while_client_stays
from service.http.error_response import error_response
from service.http.report import report_failure
from service.http.request_context import REQUEST_ID
from service.operation import Operation
from service.operation_context import OperationContext
from service.operations import Operations
from service.requests import action_of, payload_of


class OperationEndpoint(Struct, frozen=True, kw_only=True):
    """Answers with JSON. A client that leaves cancels the operation."""

    operations: Operations
    equipment: Equipment

    def answer_to(self, request: Field) -> ASGIApp | None:
        """Return the application that answers this request; None if it asks for no operation.

        Raises:
            InvalidRequest: the action is not a string.
        """
        operation = self.operations.get(action_of(request))
        return None if operation is None else partial(self._run, operation, request)

    async def _run(self, operation: Operation, request: Field, scope: Scope, receive: Receive, send: Send) -> None:
        request_id: str = scope[REQUEST_ID]
        report = partial(report_failure, request_id=request_id)
        context = OperationContext(request=request, request_id=request_id, report=report, equipment=self.equipment)
        total = self.equipment.conversation.patience.total
        left = seconds_left(scope)

        async def answer() -> None:
            try:
                seconds = total if left is None else min(total, left)
                response = _success(await operation.run(payload_of(request), context, seconds=seconds))
            except ServiceError as error:
                report(error)
                response = error_response(error)
            await response(scope, receive, send)

        await while_client_stays(answer(), receive, request_id=request_id, total=total)


def _success(data: bytes) -> Response:
    """Return the response for a result: exactly ``{"success":true,"data":<result>}``."""
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    return Response(b'{"success":true,"data":' + data + b"}", headers=headers)
