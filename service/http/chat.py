"""The chat: a request of any shape in, a stream or an error out."""

from collections.abc import Collection
from functools import partial

from msgspec import Struct
from starlette.types import Scope

from service.equipment import Equipment
from service.field import Field
from service.http.deadline import seconds_left
from service.http.protocol_wish import protocol_of
from service.http.report import report_failure
from service.http.request_context import REQUEST_ID
from service.http.resumption import Resumption
from service.http.streamed_answer import StreamedAnswer
from service.requests import read_chat, require_streamed
from service.turn import Turn


class ChatEndpoint(Struct, frozen=True, kw_only=True):
    """Answers with a stream.

    Attributes:
        equipment: what every answer needs.
        others: actions that are known, but not streamed.
        resumption: keeps streams for clients that come back; None: nobody does.
    """

    equipment: Equipment
    others: Collection[str]
    resumption: Resumption | None = None

    def answer_to(self, request: Field, scope: Scope) -> StreamedAnswer:
        """Return the application that answers this request.

        Raises:
            ServiceError: it can't be answered.
        """
        require_streamed(request, self.others)
        chat = read_chat(request, self.equipment.limits)
        choice = protocol_of(scope, chat)
        request_id: str = scope[REQUEST_ID]
        turn = Turn(
            request=self.equipment.defaults.complete(chat),
            message_id=chat.continues or self.equipment.ids.message(),
            report=partial(report_failure, request_id=request_id),
            tools=self.equipment.tool_run(chat.messages, request_id, can_approve=choice.can_approve),
            approvals=chat.approvals,
            max_steps=self.equipment.max_steps,
            seconds=seconds_left(scope),
        )
        return StreamedAnswer(
            conversation=self.equipment.conversation,
            turn=turn,
            choice=choice,
            request_id=request_id,
            chat_id=chat.chat_id,
            resumption=self.resumption,
        )
