"""The events of one message: opens what must be open, closes what was opened, gives the verdict."""

from collections.abc import Iterable

from service.errors import ServiceError
from service.events import Abort, Event, Failure, MessageEnd, MessageStart, Metadata, StepEnd, StepStart
from service.grammar import Grammar, State
from service.model import ModelChunk
from service.part_ids import PartIds
from service.step import Step
from service.tool_events import ToolApprovalRequest, ToolInput
from service.usage import FinishReason, Usage


class Answer:
    """One message in the making. No I/O, no clock: chunks in, events out, each event through the grammar.

    Use: ``begin`` once; for each step ``open``, ``take`` for what arrives, ``complete`` and ``shut``; then ``end``. Or,
    at any time behind ``begin``, ``fail`` or ``abort``.
    """

    def __init__(self, message_id: str, *, answered: Iterable[str] = (), taken: Iterable[str] = ()) -> None:
        """Make an answer.

        Args:
            message_id: its id.
            answered: ids of the tool calls in the request that get their outputs in this answer.
            taken: ids of all tool calls in the request.
        """
        self._message_id = message_id
        self._grammar = Grammar(answered)
        self._ids = PartIds(taken)
        self._step: Step | None = None
        self._usage = Usage()
        self._ends_on_results = False

    @property
    def usage(self) -> Usage:
        """Tokens so far, those of the step that is open included."""
        return self._usage if self._step is None else self._usage + self._step.usage

    @property
    def over(self) -> bool:
        """Whether the verdict is given."""
        return self._grammar.state is State.VERDICT

    @property
    def step(self) -> Step:
        """The step that is open."""
        if self._step is None:
            raise RuntimeError("no step is open")
        return self._step

    def begin(self, metadata: Metadata | None = None) -> tuple[Event, ...]:
        """Return what comes before any step."""
        return self._accept((MessageStart(self._message_id, metadata),))

    def open(self, *, keeps: bool) -> tuple[Event, ...]:
        """Begin a step; ``keeps``: what it says may be needed for the next one."""
        events = self._accept((StepStart(self._message_id),))
        self._step = Step(self._ids, keeps=keeps)
        self._ends_on_results = False
        return events

    def take(self, chunks: Iterable[ModelChunk]) -> tuple[Event, ...]:
        """Return the events that these chunks make; the texts among them stay apart, as the model sent them."""
        take, accept = self.step.take, self._grammar.accept
        return tuple([accept(event) for chunk in chunks for event in take(chunk)])

    def complete(self) -> tuple[Event, ...]:
        """Return the end of what the model said in this step, tool calls not included.

        Raises:
            UpstreamTruncated: the model never said that it was done.
        """
        return self._accept(self.step.complete())

    def tell(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Return these events, which say what becomes of tool calls.

        Raises:
            IllegalEvent: one may not come here.
        """
        told = self._accept(events)
        self._ends_on_results |= not all(isinstance(event, ToolInput | ToolApprovalRequest) for event in told)
        return told

    def part_from_results(self, reason: FinishReason) -> tuple[Event, ...]:
        """Return an empty step, if the last one told what became of calls.

        A client that goes on by itself where the last step ends with results would ask again: after a failure, after a
        stop, for ever.
        """
        return (*self.open(keeps=False), *self.shut(reason)) if self._ends_on_results else ()

    def shut(self, reason: FinishReason) -> tuple[Event, ...]:
        """End the step."""
        usage = self.step.usage
        self._usage, self._step = self.usage, None
        return self._accept((StepEnd(reason, usage),))

    def end(self, reason: FinishReason, metadata: Metadata | None = None) -> tuple[Event, ...]:
        """Return the verdict on an answer that is whole."""
        return self._accept((MessageEnd(reason, self._usage, metadata),))

    def fail(self, error: ServiceError) -> tuple[Event, ...]:
        """Return the end of an answer that will not be completed: what is open is closed, then the failure is named."""
        return (*self._close("error"), *self._accept((Failure(error.code, error.message),)))

    def abort(self) -> tuple[Event, ...]:
        """Return the end of an answer that somebody stopped on purpose."""
        return (*self._close("unknown"), *self._accept((Abort(self._usage),)))

    def _close(self, reason: FinishReason) -> tuple[Event, ...]:
        closing: tuple[Event, ...] = ()
        if self._step is not None:
            closing = self._accept(self._step.close_part())
            if broken := self._grammar.streaming:
                closing = (*closing, *self.tell(self._step.give_up(broken)))
            closing = (*closing, *self.shut(reason))
        return (*closing, *self.part_from_results(reason))

    def _accept(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Pass each event through the grammar as it is made: the next one depends on what is open by then."""
        return tuple(map(self._grammar.accept, events))
