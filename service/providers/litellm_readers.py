"""One event of a provider's stream -> model chunks, by litellm's own parser of that stream, without its wrapper.

The wrapper costs ten times what its parsers do, and they cost ten times and more what it costs to read a text: so what
is only text is read by us (``litellm_plain``), and everything else by the parser that litellm made for this stream.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from service.field import JSON
from service.model import FinishChunk, ModelChunk
from service.providers.aws_event_stream import payload_of
from service.providers.document import read_any_document
from service.providers.litellm_chunks import ParsedChunks, empty
from service.providers.litellm_finish import meaning_of
from service.providers.litellm_parser import Parser
from service.providers.litellm_plain import Plain, in_bedrock


class Reader(Protocol):
    """Reads one event after the other."""

    def read(self, event: bytes) -> Iterable[ModelChunk]:
        """Return what an event says.

        Raises:
            UpstreamInvalid: it can't be read.
            Exception: litellm can't read it, or it tells of an error.
        """
        ...

    def end(self) -> tuple[ModelChunk, ...]:
        """Return why the model stopped and the last count of tokens; nothing if it did not say why."""
        ...


class DocumentReader:
    """Reads events that are JSON objects.

    Args:
        stream: one of litellm's iterators; only its ``chunk_parser`` is called.
        plain: what reads texts.
    """

    def __init__(self, stream: Any, plain: Plain) -> None:  # noqa: ANN401 - litellm's
        self._stream = stream
        self._plain = plain
        self._parser = Parser(stream)
        self._parsed = ParsedChunks()
        self._counting: dict[str, JSON] | None = None

    def read(self, event: bytes) -> Iterable[ModelChunk]:
        """Return what an event says; see Reader."""
        document = read_any_document(event)
        chunk = self._plain(document)
        if "usageMetadata" in document:
            # Gemini counts with every text; only its last count is asked for.
            self._counting = document if chunk else None
        if chunk:
            return (chunk,)
        return self._through(document) if document else ()

    def end(self) -> tuple[ModelChunk, ...]:
        """Return the finish reason and the count of tokens; see Reader."""
        reason = self._parser.finish_reason(self._parsed.reason, self._parsed.deltas)
        if reason is None:
            return ()
        if self._counting is not None:
            self._through(self._counting)
        return (FinishChunk(reason), *self._parsed.counted)

    def _through(self, document: Mapping[str, JSON]) -> tuple[ModelChunk, ...]:
        said = self._parsed.read(self._parser(document), calls_whole=self._parser.calls_whole)
        empty(self._stream)
        return said


class MessageReader:
    """Reads the messages of an AWS event stream.

    Args:
        decoder: litellm's AWSEventStreamDecoder.
    """

    def __init__(self, decoder: Any) -> None:  # noqa: ANN401 - litellm's
        self._decoder = decoder
        self._plain = in_bedrock(decoder)
        self._parsed = ParsedChunks()

    def read(self, event: bytes) -> Iterable[ModelChunk]:
        """Return what a message says; see Reader."""
        payload = payload_of(event, b"contentBlockDelta")
        chunk = None if payload is None else self._plain(read_any_document(payload))
        return (chunk,) if chunk else self._through(event)

    def end(self) -> tuple[ModelChunk, ...]:
        """Return the finish reason and the count of tokens; see Reader."""
        # litellm is believed: of Bedrock's words it makes nothing up.
        reason = self._parsed.reason
        if reason is None:
            return ()
        deltas = self._parsed.deltas
        return (FinishChunk(meaning_of(reason, called=deltas.called, refused=deltas.refused)), *self._parsed.counted)

    def _through(self, message: bytes) -> list[ModelChunk]:
        from botocore.eventstream import EventStreamBuffer  # noqa: PLC0415 - litellm has imported it for this stream

        buffer = EventStreamBuffer()
        buffer.add_data(message)
        # Errors among them are raised here.
        documents = filter(None, map(self._decoder._parse_message_from_event, buffer))  # noqa: SLF001 - no other way to it
        chunks = (self._decoder.chunk_parser(chunk_data=read_any_document(text.encode())) for text in documents)
        return [chunk for parsed in chunks for chunk in self._parsed.read(parsed)]
