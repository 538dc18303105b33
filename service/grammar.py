"""The order in which events may come: the stream's grammar, as two tables.

Rule: everything about what may follow what stands in this file, and nothing here knows where the events come from or
which protocol will write them. A message holds steps. A step holds parts, of which at most one text or reasoning is
open, and tool calls, of which any number are. What is open is closed before the step ends, and exactly one verdict
(MessageEnd, Abort or Failure) ends the message with nothing open.

A call goes its own way: its input opens, grows and is complete; it may wait for consent; it gets an output, perhaps
after preliminary ones. A call without an output is the client's to make. Calls that the request brought along, answered
by the user, get their outputs before the first step.
"""

from collections.abc import Iterable
from enum import Enum, auto
from types import MappingProxyType

from service.events import (
    Abort,
    Annotation,
    Data,
    Event,
    Failure,
    File,
    MessageEnd,
    MessageStart,
    ReasoningDelta,
    ReasoningEnd,
    ReasoningStart,
    RedactedReasoning,
    SourceDocument,
    SourceUrl,
    StepEnd,
    StepStart,
    TextDelta,
    TextDeltas,
    TextEnd,
    TextStart,
)
from service.tool_events import (
    ToolApprovalRequest,
    ToolInput,
    ToolInputDelta,
    ToolInputError,
    ToolInputStart,
    ToolOutput,
    ToolOutputDenied,
    ToolOutputError,
)


class State(Enum):
    """What is open, tool calls aside."""

    NOTHING = auto()
    MESSAGE = auto()
    STEP = auto()
    TEXT = auto()
    REASONING = auto()
    VERDICT = auto()


class Call(Enum):
    """How far a tool call is."""

    UNKNOWN = auto()
    STREAMING = auto()
    READY = auto()
    WAITING = auto()
    DONE = auto()


_ANYWHERE = {
    (state, event): state
    for state in (State.MESSAGE, State.STEP, State.TEXT, State.REASONING)
    for event in (Data, Annotation)
}
_CALLS = (
    ToolInputStart,
    ToolInputDelta,
    ToolInput,
    ToolInputError,
    ToolApprovalRequest,
    ToolOutput,
    ToolOutputError,
    ToolOutputDenied,
)
_SAID = (TextDelta, TextDeltas)
_OF_A_PART = (*_SAID, TextEnd, ReasoningDelta, ReasoningEnd)
_OPENING = (TextStart, ReasoningStart)
_WITHIN_A_STEP = {
    (State.STEP, event): State.STEP for event in (RedactedReasoning, SourceUrl, SourceDocument, File, *_CALLS)
}
_BEFORE_A_STEP = {(State.MESSAGE, event): State.MESSAGE for event in (ToolOutput, ToolOutputError, ToolOutputDenied)}

TRANSITIONS = MappingProxyType(
    {
        (State.NOTHING, MessageStart): State.MESSAGE,
        (State.MESSAGE, StepStart): State.STEP,
        (State.STEP, TextStart): State.TEXT,
        (State.TEXT, TextDelta): State.TEXT,
        (State.TEXT, TextDeltas): State.TEXT,
        (State.TEXT, TextEnd): State.STEP,
        (State.STEP, ReasoningStart): State.REASONING,
        (State.REASONING, ReasoningDelta): State.REASONING,
        (State.REASONING, ReasoningEnd): State.STEP,
        (State.STEP, StepEnd): State.MESSAGE,
        (State.MESSAGE, MessageEnd): State.VERDICT,
        (State.MESSAGE, Abort): State.VERDICT,
        (State.MESSAGE, Failure): State.VERDICT,
        **_WITHIN_A_STEP,
        **_BEFORE_A_STEP,
        **_ANYWHERE,
    }
)
"""What is open, and what comes -> what is open then."""

CALLS = MappingProxyType(
    {
        (Call.UNKNOWN, ToolInputStart): Call.STREAMING,
        (Call.STREAMING, ToolInputDelta): Call.STREAMING,
        (Call.UNKNOWN, ToolInput): Call.READY,
        (Call.STREAMING, ToolInput): Call.READY,
        (Call.STREAMING, ToolInputError): Call.DONE,
        (Call.READY, ToolApprovalRequest): Call.WAITING,
        (Call.READY, ToolOutput): Call.DONE,
        (Call.READY, ToolOutputError): Call.DONE,
        (Call.READY, ToolOutputDenied): Call.DONE,
    }
)
"""How far a call is, and what comes -> how far it is then. A preliminary output changes nothing."""


class IllegalEvent(RuntimeError):
    """An event came where the grammar has no place for it: a defect of ours, never the model's."""


class Grammar:
    """Follows one message and refuses what may not come next."""

    __slots__ = ("_calls", "_part", "state")

    def __init__(self, answered: Iterable[str] = ()) -> None:
        """Begin a message.

        Args:
            answered: ids of the calls in the request that get their outputs in this answer.
        """
        self.state = State.NOTHING
        self._part = ""
        self._calls = dict.fromkeys(answered, Call.READY)

    @property
    def streaming(self) -> tuple[str, ...]:
        """The calls whose input is open."""
        return tuple(call_id for call_id, call in self._calls.items() if call is Call.STREAMING)

    def accept(self, event: Event) -> Event:
        """Return the event, having moved on.

        Raises:
            IllegalEvent: the event may not come here.
        """
        if isinstance(event, _SAID) and self.state is State.TEXT and event.part_id == self._part:
            # Nearly always, and nothing changes.
            return event
        state = TRANSITIONS.get((self.state, type(event)))
        if state is None:
            raise IllegalEvent(f"{type(event).__name__} while {self.state.name} is open")
        if isinstance(event, _OF_A_PART):
            if event.part_id != self._part:
                raise IllegalEvent(f"{type(event).__name__} for {event.part_id!r} while {self._part!r} is open")
        elif isinstance(event, _OPENING):
            self._part = event.part_id
        elif isinstance(event, StepEnd):
            self._check_closed()
        elif isinstance(event, _CALLS):
            self._follow(event)
        self.state = state
        return event

    def _follow(self, event: Event) -> None:
        call_id: str = getattr(event, "call_id", "")
        call = self._calls.get(call_id, Call.UNKNOWN)
        further = CALLS.get((call, type(event)))
        if further is None:
            raise IllegalEvent(f"{type(event).__name__} for call {call_id!r}, which is {call.name}")
        if not (isinstance(event, ToolOutput) and event.preliminary):
            self._calls[call_id] = further

    def _check_closed(self) -> None:
        if self.streaming:
            raise IllegalEvent(f"StepEnd while the input of {', '.join(self.streaming)} is open")
