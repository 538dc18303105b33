"""What became of the calls of a step: what the model is told of it, and whether the answer can go on."""

from collections.abc import Iterable

from service import json_text
from service.events import Event
from service.field import JSON
from service.messages import ToolMessage
from service.tool_events import ToolInput, ToolInputError, ToolOutput, ToolOutputDenied, ToolOutputError
from service.well_formed import well_formed


class ToolOutcomes:
    """Learns from events. A call without an outcome is the client's to make, or its user's to allow."""

    def __init__(self) -> None:
        self._texts: dict[str, str | None] = {}

    def take(self, events: Iterable[Event]) -> None:
        """Remember what these events say of calls."""
        for event in events:
            match event:
                case ToolInput(call_id):
                    self._texts[call_id] = None
                case ToolOutput(call_id, value, preliminary=False):
                    self._texts[call_id] = _text(value)
                case (
                    ToolInputError(call_id=call_id, message=message)
                    | ToolOutputError(call_id, message)
                    | ToolOutputDenied(call_id, message)
                ):
                    self._texts[call_id] = _text({"error": message})
                case _:
                    pass

    @property
    def pending(self) -> tuple[str, ...]:
        """The calls that have no outcome; while there are any, the model can't be asked again."""
        return tuple(call_id for call_id, text in self._texts.items() if text is None)

    @property
    def messages(self) -> tuple[ToolMessage, ...]:
        """What the model is told, in the order of the calls, however long each took."""
        return tuple(ToolMessage(call_id, text) for call_id, text in self._texts.items() if text is not None)


def _text(value: JSON) -> str:
    return well_formed(value) if isinstance(value, str) else json_text.encode(value).decode()
