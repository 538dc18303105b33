"""The order in which events may come: the stream's grammar, as a table.

Rule: everything about what may follow what stands in this file, and nothing here knows where the events come from or
which protocol will write them. A message holds steps, a step holds at most one open part, and exactly one verdict
(MessageEnd or Failure) ends the message with nothing open.
"""

from enum import Enum, auto
from types import MappingProxyType

from service.events import Event, Failure, MessageEnd, MessageStart, StepEnd, StepStart, TextDelta, TextEnd, TextStart


class State(Enum):
    """What is open."""

    NOTHING = auto()
    MESSAGE = auto()
    STEP = auto()
    TEXT = auto()
    VERDICT = auto()


TRANSITIONS = MappingProxyType(
    {
        (State.NOTHING, MessageStart): State.MESSAGE,
        (State.MESSAGE, StepStart): State.STEP,
        (State.STEP, TextStart): State.TEXT,
        (State.TEXT, TextDelta): State.TEXT,
        (State.TEXT, TextEnd): State.STEP,
        (State.STEP, StepEnd): State.MESSAGE,
        (State.MESSAGE, MessageEnd): State.VERDICT,
        (State.MESSAGE, Failure): State.VERDICT,
    }
)


class IllegalEvent(RuntimeError):
    """An event came where the grammar has no place for it: a defect of ours, never the model's."""


class Grammar:
    """Follows one message and refuses what may not come next."""

    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state = State.NOTHING

    def accept(self, event: Event) -> Event:
        """Return the event, having moved on.

        Raises:
            IllegalEvent: the event may not come here.
        """
        try:
            self.state = TRANSITIONS[self.state, type(event)]
        except KeyError:
            raise IllegalEvent(f"{type(event).__name__} while {self.state.name} is open") from None
        return event
