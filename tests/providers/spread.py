"""Runs of text as the chunks that they stand for, for tests that ask what was said, and not how it travelled."""

from collections.abc import Iterable

from service.model import ModelChunk, TextChunk, TextRun


def spread(chunks: Iterable[ModelChunk]) -> list[ModelChunk]:
    """Return the chunks, every text by itself."""
    return [
        one for chunk in chunks for one in (map(TextChunk, chunk.texts) if isinstance(chunk, TextRun) else (chunk,))
    ]
