"""A provider's raw bytes in OpenAI's dialect -> model chunks, one tuple a network read."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable

from service.model import ModelChunk
from service.providers.openai_decoder import OpenAIDecoder
from service.providers.raw_stream import read_raw_stream


def read_openai_stream(
    reads: AsyncIterator[bytes], release: Callable[[], object] = lambda: None
) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
    """Return what each read holds, until the stream's ``[DONE]`` or its end; see read_raw_stream."""
    return read_raw_stream(reads, OpenAIDecoder(), release)
