"""What an operation may use while it runs: the model, the settings' defaults, and who asked."""

from contextlib import aclosing
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from service.approvals import Approval
from service.completion import Completion
from service.equipment import Equipment
from service.events import Failure, MessageEnd, TextDelta, TextDeltas
from service.field import Field
from service.model import ModelRequest
from service.model_request import ModelDefaults
from service.turn import Report, Turn
from service.well_formed import well_formed

if TYPE_CHECKING:
    from service.errors import ServiceError


class OperationContext(Struct, frozen=True, kw_only=True):
    """One run of an operation.

    Attributes:
        request: what the client sent, whole; an operation is given its payload.
        request_id: the id under which this run is logged.
        report: logs a failure that the client will not see.
        equipment: what every answer needs.
    """

    request: Field
    request_id: str
    report: Report
    equipment: Equipment

    @property
    def defaults(self) -> ModelDefaults:
        """What the settings say about every request to a model; ``complete`` makes one of a ChatRequest."""
        return self.equipment.defaults

    async def complete(self, request: ModelRequest, approvals: tuple[Approval, ...] = ()) -> Completion:
        """Ask the model, and wait for its whole answer. From a sync operation: ``anyio.from_thread.run``.

        The model may call the request's tools, and is asked again. A call that the client would have to make, or to
        ask its user about, ends the answer.

        Args:
            request: what to ask first.
            approvals: what the user said of calls that waited for it.

        Raises:
            ServiceError: whenever it happened. Nothing has been sent, so a failure in mid-answer has its own status.
        """
        failures: list[ServiceError] = []
        texts: list[str] = []
        completion = Completion()
        turn = Turn(
            request=request,
            message_id=self.request_id,
            report=failures.append,
            tools=self.equipment.tool_run(request.messages, self.request_id),
            approvals=approvals,
            max_steps=self.equipment.max_steps,
        )
        async with aclosing(self.equipment.conversation.answer(turn).events()) as events:
            async for together in events:
                for event in together:
                    match event:
                        case TextDelta() | TextDeltas():
                            texts.append(_text(event))
                        case MessageEnd(reason, usage):
                            completion = replace(completion, finish_reason=reason, usage=usage)
                        case Failure():
                            raise failures[-1]
                        case _:
                            pass
        for failure in failures:
            # What broke behind a finish reason: the answer counts as whole.
            self.report(failure)
        return replace(completion, text=well_formed("".join(texts)))


def _text(event: TextDelta | TextDeltas) -> str:
    return event.text if isinstance(event, TextDelta) else "".join(event.texts)
