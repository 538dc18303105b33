"""An object that fits a schema, as text that grows: what ``useObject`` reads."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qs

import anyio.to_thread
from msgspec import Struct
from msgspec.structs import replace
from starlette.types import Receive, Scope, Send

from service.equipment import Equipment
from service.http.body import BodyLimits
from service.http.deadline import seconds_left
from service.http.post import answer_post
from service.http.report import report_failure
from service.http.request_context import REQUEST_ID
from service.http.streamed_answer import StreamedAnswer
from service.model import ResponseSchema
from service.object_request import read_object
from service.protocols.choice import Choice
from service.requests import read_value
from service.turn import Turn


class ObjectEndpoint(Struct, frozen=True, kw_only=True):
    """An ASGI application for one path.

    Attributes:
        limits: how much of a request is read.
        equipment: what every answer needs.
        schemas: what the URL may name.
    """

    limits: BodyLimits
    equipment: Equipment
    schemas: Mapping[str, ResponseSchema]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one POST."""
        await answer_post(self._answer_to, self.limits, scope, receive, send)

    async def _answer_to(self, body: bytes, scope: Scope) -> StreamedAnswer:
        request_id: str = scope[REQUEST_ID]
        read = partial(
            read_object,
            read_value(body),
            self.equipment.limits,
            named=parse_qs(scope["query_string"].decode("latin-1")).get("schema", [None])[-1],
            schemas=self.schemas,
        )
        # In a thread: a schema may be as large as a body may be.
        wanted = await anyio.to_thread.run_sync(read, abandon_on_cancel=True)
        request = self.equipment.defaults.complete(wanted.chat)
        turn = Turn(
            request=replace(request, tools=(), response_schema=wanted.schema),
            message_id=self.equipment.ids.message(),
            report=partial(report_failure, request_id=request_id),
            seconds=seconds_left(scope),
        )
        return StreamedAnswer(
            conversation=self.equipment.conversation, turn=turn, choice=Choice("text"), request_id=request_id
        )
