"""The use case: ask the model, hold it to its time, and tell what happens as events."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

import anyio

from service.answer import Answer
from service.errors import DeadlineExceeded, InternalError, ServiceError, ServiceStopping
from service.events import Event
from service.ids import Clock
from service.model import LanguageModel, ModelChunk, ModelRequest
from service.stop import Stop
from service.upstream_errors import UpstreamTimeout, UpstreamTruncated

Events = AsyncGenerator[tuple[Event, ...], None]
Chunks = AsyncGenerator[tuple[ModelChunk, ...], None]
Report = Callable[[ServiceError], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, in seconds.

    Attributes:
        first: for the first chunk of an answer.
        between: for each later chunk.
        total: for the whole answer.
    """

    first: float
    between: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What an answer needs: a model, how long to wait for it, the clock to wait by, and who may end the waiting."""

    model: LanguageModel
    patience: Patience
    clock: Clock
    stop: Stop

    async def stream(
        self, request: ModelRequest, *, message_id: str, report: Report, seconds: float | None = None
    ) -> Events:
        """Ask, and yield the events, one tuple for what arrived together.

        The first tuple is yielded when the model's first chunk is here: that is the commit point. Until then a failure
        is raised; after it, a failure is reported and told by the last events.

        Args:
            request: what to ask.
            message_id: the answer's id.
            report: told of a failure after the commit point.
            seconds: how long the server lets a whole answer take, where that is less than our own patience.

        Raises:
            ServiceError: before the first tuple only.
        """
        answer = Answer(message_id)
        deadline = self.clock() + min(self.patience.total, self.patience.total if seconds is None else seconds)
        async with aclosing(self.model.stream(request)) as chunks:
            first = await self._next(chunks, self.patience.first, deadline)
            if first is None:
                raise UpstreamTruncated
            yield (*answer.open(), *answer.take(first))
            try:
                while (arrived := await self._next(chunks, self.patience.between, deadline)) is not None:
                    if events := answer.take(arrived):
                        yield events
                verdict = answer.close()
            except ServiceError as error:
                report(error)
                # What the model had finished is whole, whatever broke behind it.
                verdict = answer.close() if answer.finished else answer.fail(error)
            yield verdict

    async def _next(self, chunks: Chunks, patience: float, deadline: float) -> tuple[ModelChunk, ...] | None:
        """Return what arrives next, or None at the end; only the upstream's time counts, never a slow client's.

        Raises:
            ServiceError: the upstream failed or took too long; a defect of ours becomes an InternalError.
        """
        left = deadline - self.clock()
        with anyio.move_on_after(min(patience, left)) as scope:
            self.stop.enter(scope)
            try:
                return await anext(chunks, None)
            except ServiceError:
                raise
            except Exception as error:
                raise InternalError(detail=repr(error)) from error
            finally:
                self.stop.leave(scope)
        if self.stop.requested:
            raise ServiceStopping
        raise DeadlineExceeded if left <= patience else UpstreamTimeout
