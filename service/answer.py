"""Model chunks -> events, for one message: opens what must be open, closes what was opened, gives the verdict."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from service.errors import ServiceError
from service.events import (
    Event,
    Failure,
    FinishReason,
    MessageEnd,
    MessageStart,
    StepEnd,
    StepStart,
    TextDelta,
    TextEnd,
    TextStart,
    Usage,
)
from service.grammar import Grammar, State
from service.model import AnswerStart, FinishChunk, ModelChunk, TextChunk, UsageChunk
from service.upstream_errors import UpstreamTruncated


class Answer:
    """One message in the making. No I/O, no clock: chunks in, events out, each event through the grammar.

    Use: ``open`` once, ``take`` for what arrives, then ``close`` or ``fail`` once.
    """

    def __init__(self, message_id: str) -> None:
        self._message_id = message_id
        self._grammar = Grammar()
        self._reason: FinishReason | None = None
        self._usage = Usage()

    @property
    def finished(self) -> bool:
        """Whether the model has said that it is done."""
        return self._reason is not None

    def open(self) -> tuple[Event, ...]:
        """Return what comes before any text."""
        return self._checked((MessageStart(self._message_id), StepStart(self._message_id)))

    def take(self, chunks: Iterable[ModelChunk]) -> tuple[Event, ...]:
        """Return the events that these chunks make; the texts among them stay apart, as the model sent them."""
        return self._checked(event for chunk in chunks for event in self._events(chunk))

    def close(self) -> tuple[Event, ...]:
        """Return the end of an answer whose upstream ended in good order.

        Raises:
            UpstreamTruncated: the model never said that it was done.
        """
        if self._reason is None:
            raise UpstreamTruncated
        return self._checked((*self._close_step(self._reason), MessageEnd(self._reason, self._usage)))

    def fail(self, error: ServiceError) -> tuple[Event, ...]:
        """Return the end of an answer that will not be completed: what is open is closed, then the failure is named."""
        return self._checked((*self._close_step("error"), Failure(error.code, error.message)))

    def _events(self, chunk: ModelChunk) -> Iterator[Event]:
        match chunk:
            case TextChunk(text):
                if text:
                    if self._grammar.state is State.STEP:
                        yield TextStart()
                    yield TextDelta(text)
            case FinishChunk(reason):
                self._reason = reason
            case UsageChunk(usage):
                self._usage = usage
            case AnswerStart():
                pass
            case _ as unreachable:
                assert_never(unreachable)

    def _close_step(self, reason: FinishReason) -> Iterator[Event]:
        if self._grammar.state is State.TEXT:
            yield TextEnd()
        yield StepEnd(reason, self._usage)

    def _checked(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Pass each event through the grammar as it is made: the next one depends on what is open by then."""
        return tuple(map(self._grammar.accept, events))
