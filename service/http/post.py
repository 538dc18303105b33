"""A POST with a JSON body: read whole, handed on, and whatever is wrong with it answered and logged once."""

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import ServiceError
from service.http.body import BodyLimits, read_body
from service.http.error_response import error_response
from service.http.report import report_departure, report_failure
from service.http.request_context import REQUEST_ID

Answers = Callable[[bytes, Scope], Awaitable[ASGIApp]]
"""From a body to the application that answers it; raises a ServiceError for one that can't be answered."""


async def answer_post(answers: Answers, limits: BodyLimits, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one POST; a client that leaves before it has sent everything is answered nothing."""
    request_id: str = scope[REQUEST_ID]
    try:
        answer = await answers(await read_body(scope, receive, limits), scope)
    except ClientDisconnect:
        report_departure(request_id)
    except ServiceError as error:
        report_failure(error, request_id)
        await error_response(error)(scope, receive, send)
    else:
        await answer(scope, receive, send)
