"""The chat: a request of any shape in, a stream or an error out."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from starlette.types import ASGIApp, Receive, Scope, Send

from service.equipment import Equipment
from service.errors import ServiceError
from service.field import Field
from service.http.deadline import seconds_left
from service.http.departure import while_client_stays
from service.http.error_response import error_response
from service.http.report import report_failure
from service.http.request_context import REQUEST_ID
from service.http.streaming_response import send_stream
from service.model import ModelRequest
from service.protocols.protocol import StreamProtocol
from service.requests import read_chat, require_streamed


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEndpoint:
    """Answers with a stream.

    A client that leaves, while we wait or write, cancels everything that runs for it, the provider's work included.

    Attributes:
        equipment: what every answer needs.
        protocol: how the stream is written.
        others: actions that are known, but not streamed.
    """

    equipment: Equipment
    protocol: StreamProtocol
    others: Collection[str]

    def answer_to(self, request: Field) -> ASGIApp:
        """Return the application that answers this request.

        Raises:
            ServiceError: it can't be answered.
        """
        require_streamed(request, self.others)
        chat = read_chat(request, self.equipment.limits)
        return partial(self._stream, self.equipment.defaults.complete(chat))

    async def _stream(self, request: ModelRequest, scope: Scope, receive: Receive, send: Send) -> None:
        request_id: str = scope[REQUEST_ID]
        report = partial(report_failure, request_id=request_id)
        conversation = self.equipment.conversation
        events = conversation.stream(
            request, message_id=self.equipment.ids.message(), report=report, seconds=seconds_left(scope)
        )
        async with while_client_stays(receive, request_id=request_id, total=conversation.patience.total):
            try:
                await send_stream(send, self.protocol, events)
            except ServiceError as error:
                # Only before the commit point: the status line is still ours to choose.
                report(error)
                await error_response(error)(scope, receive, send)
