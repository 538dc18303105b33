"""The use case: ask the model, run the tools that it calls, ask again, and tell what happens as events."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from msgspec import Struct
from msgspec.structs import replace

from service.answer import Answer
from service.errors import InternalError, ServiceError
from service.events import Event
from service.grammar import IllegalEvent
from service.ids import Clock
from service.messages import AssistantMessage
from service.metadata import MetadataOfAnswer
from service.model import LanguageModel, ModelChunk, ModelRequest
from service.stop import Stop
from service.tool_events import ToolInput
from service.tool_outcomes import ToolOutcomes
from service.turn import Turn
from service.upstream_errors import UpstreamTruncated
from service.waiting import Waiting

Events = AsyncGenerator[tuple[Event, ...], None]


class Patience(Struct, frozen=True, kw_only=True):
    """How long to wait, in seconds.

    Attributes:
        first: for the first chunk of a step.
        between: for each later chunk.
        total: for the whole answer.
    """

    first: float
    between: float
    total: float


class Conversation(Struct, frozen=True, kw_only=True):
    """What an answer needs: a model, how long to wait for it, the clock to wait by, and who may end the waiting."""

    model: LanguageModel
    patience: Patience
    clock: Clock
    stop: Stop

    def answer(self, turn: Turn) -> "Answering":
        """Return the answer to be given; its time begins now."""
        total = self.patience.total
        deadline = self.clock() + (total if turn.seconds is None else min(total, turn.seconds))
        return Answering(self, turn, Waiting(clock=self.clock, deadline=deadline, stop=self.stop))


class Answering:
    """One answer as it is given."""

    def __init__(self, conversation: Conversation, turn: Turn, waiting: Waiting) -> None:
        self._model = conversation.model
        self._patience = conversation.patience
        self._turn = turn
        self._waiting = waiting
        self._answer = Answer(
            turn.message_id,
            answered=[approval.call_id for approval in turn.approvals],
            taken=[
                call.id
                for message in turn.request.messages
                if isinstance(message, AssistantMessage)
                for call in message.calls
            ],
        )
        self._metadata = MetadataOfAnswer(turn.request.model, conversation.clock)
        self._opening = self._answer.begin(self._metadata.at_start())
        self._committed = False
        self._steps = 0
        self._request: ModelRequest | None = turn.request
        """What the model is asked next; None: nothing more."""

    async def events(self) -> Events:
        """Answer, and yield the events, one tuple for what arrived together.

        The first tuple is yielded when the model's first chunk is here, or when an approved tool has something to tell:
        that is the commit point. Until then a failure is raised; after it, a failure is reported and told by the last
        events.

        Raises:
            ServiceError: before the first tuple only.
        """
        with self._waiting:
            try:
                async with aclosing(self._approved()) as told:
                    async for events in told:
                        yield events
                while self._request is not None:
                    request = self._request
                    # Here, and not in a generator of its own: each that a token passes costs as much as reading it.
                    async with aclosing(self._model.stream(request)) as chunks:
                        yield await self._begun(request, chunks)
                        try:
                            with self._waiting.each(self._patience.between) as wait:
                                async for arrived in chunks:
                                    wait.end()
                                    if events := self._answer.take(arrived):
                                        yield events
                                    wait.begin()
                        except ServiceError as error:
                            self._end_early(error)
                    async with aclosing(self._acted(request)) as told:
                        async for events in told:
                            yield events
            except (ServiceError, IllegalEvent) as error:
                if not self._committed:
                    raise
                failure = error if isinstance(error, ServiceError) else InternalError(detail=repr(error))
                self._turn.report(failure)
                yield self.fail(failure)

    def abort(self) -> tuple[Event, ...]:
        """Return the last events of an answer that was stopped on purpose, once nobody asks for ``events`` any more.

        None if it has its verdict: it was complete before anybody stopped it.
        """
        return () if self._answer.over else self._committing(self._answer.abort())

    def fail(self, error: ServiceError) -> tuple[Event, ...]:
        """Return the last events of an answer that could not be told, once nobody asks for ``events`` any more.

        None if it has its verdict.
        """
        return () if self._answer.over else self._committing(self._answer.fail(error))

    async def _approved(self) -> Events:
        """Yield what becomes of the calls that the user has judged, and add it to what the model is asked."""
        if not self._turn.approvals:
            return
        outcomes = ToolOutcomes()
        # Their inputs were told in an earlier answer; here they only say in what order the calls stand.
        outcomes.take(ToolInput(call.call_id, call.name, call.arguments) for call in self._turn.approvals)
        async with aclosing(self._told(self._turn.tools.approvals(self._turn.approvals), outcomes)) as told:
            async for events in told:
                yield events
        request = self._turn.request
        self._request = replace(request, messages=(*request.messages, *outcomes.messages))

    async def _acted(self, request: ModelRequest) -> Events:
        """Run the tools that the model has called, and yield the step's end; say what it is asked next, if anything."""
        closing, outcomes = self._answer.complete(), ToolOutcomes()
        # The step itself is not kept while the model is asked again: it may be long.
        calls, reason, said = self._answer.step.calls, self._answer.step.reason, self._answer.step.message()
        if calls:
            if closing:
                yield closing
            async with aclosing(self._told(self._turn.tools.calls(calls), outcomes)) as told:
                async for events in told:
                    yield events
            closing = ()
        closing = (*closing, *self._answer.shut(reason))
        if not self._again and self._steps > 1 and not outcomes.pending:
            closing = (*closing, *self._answer.part_from_results(reason))
        if not calls or outcomes.pending or not self._again:
            self._request = None
            yield (*closing, *self._answer.end(reason, self._metadata.at_end(reason, self._answer.usage)))
            return
        self._request = replace(request, messages=(*request.messages, said, *outcomes.messages))
        yield closing

    async def _begun(
        self, request: ModelRequest, chunks: AsyncGenerator[tuple[ModelChunk, ...], None]
    ) -> tuple[Event, ...]:
        """Wait until the model says something, and return it; it commits the answer."""
        self._steps += 1
        first = await self._waiting.next(chunks, self._patience.first)
        if first is None:
            raise UpstreamTruncated
        self._metadata.begun()
        keeps = self._again and bool(request.tools)
        return self._committing((*self._answer.open(keeps=keeps), *self._answer.take(first)))

    def _end_early(self, error: ServiceError) -> None:
        """Report what broke behind a finish reason, and count the step as whole; else raise it."""
        if not self._answer.step.finished:
            raise error
        self._turn.report(error)

    async def _told(self, source: Events, outcomes: ToolOutcomes) -> Events:
        """Yield what tools tell."""
        async with aclosing(source):
            while (events := await self._waiting.next(source)) is not None:
                outcomes.take(events)
                yield self._committing(self._answer.tell(events))

    @property
    def _again(self) -> bool:
        """Whether the model may be asked once more."""
        return self._steps < self._turn.max_steps

    def _committing(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """Return the events with what opens the message before the first of them."""
        opening, self._opening, self._committed = self._opening, (), True
        return (*opening, *events)
