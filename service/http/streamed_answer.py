"""One answer, streamed to one client."""

from msgspec import Struct
from starlette.types import Receive, Scope, Send

from service.conversation import Conversation
from service.errors import ServiceError
from service.http.departure import while_client_stays
from service.http.error_response import error_response
from service.http.resumption import Resumption
from service.http.streaming_response import send_stream
from service.protocols.choice import Choice
from service.turn import Turn


class StreamedAnswer(Struct, frozen=True, kw_only=True):
    """An ASGI application for one request, which has been read.

    A client that leaves, while we wait or write, cancels everything that runs for it, the provider's work included;
    unless the stream is kept for when it comes back.

    Attributes:
        conversation: who answers.
        turn: what.
        choice: in which protocol.
        request_id: for the log.
        chat_id: the client's name for the conversation; None where it has none.
        resumption: keeps streams; None: nobody does.
    """

    conversation: Conversation
    turn: Turn
    choice: Choice
    request_id: str
    chat_id: str | None = None
    resumption: Resumption | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer.

        Raises:
            Unspeakable: the protocol has no word for how it went, and the connection has to break.
        """
        total = self.conversation.patience.total
        answer = self._answer(scope, receive, send)
        await while_client_stays(answer, receive, request_id=self.request_id, total=total)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        answering, resumption, chat_id = self.conversation.answer(self.turn), self.resumption, self.chat_id
        try:
            if resumption is not None and chat_id is not None and self.choice.can_resume:
                await resumption.send(send, chat_id, self.choice, answering, self.turn.report)
                return
            try:
                await send_stream(send, self.choice.encoder(), answering.events())
            except ServiceError as error:
                self.turn.report(error)
                raise
        except ServiceError as error:
            # Only before the commit point: the status line is still ours to choose.
            await error_response(error)(scope, receive, send)
