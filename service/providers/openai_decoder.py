"""The bytes of a stream in OpenAI's dialect -> model chunks. No I/O."""

from collections.abc import Iterable

from service import errors
from service.model import ModelChunk, TextChunk, TextRun
from service.providers.deltas import Deltas
from service.providers.event_stream import EventStreamDecoder
from service.providers.openai_chunks import DONE, decode_chunk
from service.providers.said import Said
from service.providers.text_runs import TextRuns

_END = b"\n\n"


class OpenAIDecoder:
    """Takes a stream read by read.

    Attributes:
        seen: whether an event has come.
        done: whether the last one has.
        failure: what the stream said, or was, instead of an answer; nothing is read behind it.
    """

    def __init__(self) -> None:
        self.seen = False
        self.done = False
        self.failure: errors.UpstreamError | None = None
        self._events = EventStreamDecoder()
        self._deltas = Deltas()
        self._runs = TextRuns()

    def feed(self, data: bytes) -> tuple[ModelChunk, ...]:
        """Return what a read says; what stands before a failure included.

        Raises:
            EventTooLarge: an event has no end.
        """
        texts, data = self._cut(data)
        if texts and not data and all(texts):
            # Nothing else, which is nearly always.
            return (TextChunk(texts[0]) if len(texts) == 1 else TextRun(texts),)
        said = Said()
        said.add_texts(texts)
        # One event at a time until it is known what their texts stand in, then the rest at once.
        while self._runs.learns and (end := data.find(_END) + len(_END)) >= len(_END) and self._goes_on:
            self._decode(self._events.feed(data[:end]), said)
            texts, data = self._cut(data[end:])
            said.add_texts(texts)
        if self._goes_on:
            self._decode(self._events.feed(data), said)
        return said.whole()

    def end(self) -> tuple[ModelChunk, ...]:
        """Return nothing: everything was said when it came."""
        return ()

    @property
    def _goes_on(self) -> bool:
        return not self.done and self.failure is None

    def _cut(self, data: bytes) -> tuple[tuple[str, ...], bytes]:
        """Return the texts that ``data`` begins with, and what is behind them."""
        begun = self._events.begun
        if begun is None:
            return (), data
        texts, rest = self._runs.cut(begun + data)
        if not texts:
            return (), data
        self._events.forget()
        return texts, rest

    def _decode(self, events: Iterable[bytes], said: Said) -> None:
        for event in events:
            self.seen = True
            if event == DONE:
                self.done = True
                return
            try:
                chunks = decode_chunk(event, self._deltas)
            except errors.UpstreamError as failure:
                self.failure = failure
                return
            for chunk in chunks:
                said.add(chunk)
            if len(chunks) == 1 and isinstance(chunks[0], TextChunk):
                self._runs.learn(event)
