"""What one read of a provider's stream says, put together."""

from collections.abc import Iterable

from service.model import AnswerStart, ModelChunk, TextChunk, TextRun


class Said:
    """Collects chunks in their order; texts that follow each other become one run."""

    __slots__ = ("_chunks", "_texts")

    def __init__(self) -> None:
        self._chunks: list[ModelChunk] = []
        self._texts: list[str] = []

    def add(self, chunk: ModelChunk) -> None:
        """Add a chunk."""
        if isinstance(chunk, TextChunk):
            self._texts.append(chunk.text)
        else:
            self._flush()
            self._chunks.append(chunk)

    def add_texts(self, texts: Iterable[str]) -> None:
        """Add the texts of as many chunks."""
        self._texts.extend(texts)

    def whole(self) -> tuple[ModelChunk, ...]:
        """Return all of it."""
        self._flush()
        return tuple(self._chunks)

    def _flush(self) -> None:
        if not self._texts:
            return
        texts = tuple(filter(None, self._texts))
        self._texts.clear()
        match texts:
            case ():
                # Nothing is said, but something has arrived.
                self._chunks.append(AnswerStart())
            case (text,):
                self._chunks.append(TextChunk(text))
            case _:
                self._chunks.append(TextRun(texts))
