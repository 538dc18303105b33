"""The bytes of a stream that litellm has asked for -> model chunks. No I/O."""

from collections.abc import Callable, Iterable

from service.model import ModelChunk
from service.providers.litellm_readers import Reader
from service.providers.openai_chunks import DONE
from service.providers.said import Said


class LitellmDecoder:
    """Takes a stream read by read.

    Attributes:
        seen: whether an event has come.
        done: whether the last one has.
        failure: what the stream said, or was, instead of an answer; nothing is read behind it.

    Args:
        split: what returns the events that more bytes complete.
        reader: what reads them.
    """

    def __init__(self, split: Callable[[bytes], Iterable[bytes]], reader: Reader) -> None:
        self.seen = False
        self.done = False
        self.failure: Exception | None = None
        self._split = split
        self._reader = reader

    def feed(self, data: bytes) -> tuple[ModelChunk, ...]:
        """Return what a read says; what stands before a failure included.

        Raises:
            EventTooLarge: an event has no end.
            UpstreamInvalid: there are no events.
        """
        said = Said()
        for event in self._split(data):
            self.seen = True
            if event == DONE:
                self.done = True
                break
            try:
                chunks = self._reader.read(event)
            except Exception as failure:  # noqa: BLE001 - litellm's parsers raise whatever they like
                self.failure = failure
                break
            for chunk in chunks:
                said.add(chunk)
        return said.whole()

    def end(self) -> tuple[ModelChunk, ...]:
        """Return why the model stopped and the last count of tokens; nothing if it did not say why."""
        return self._reader.end()
