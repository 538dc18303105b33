"""litellm's stream wrapper -> model chunks, for streams that we do not know how to read beneath it.

The wrapper and the stream beneath keep every chunk; so they are emptied as they are read.
"""

from collections.abc import AsyncGenerator
from typing import Any

from service.model import AnswerStart, FinishChunk, ModelChunk, UsageChunk
from service.providers.deltas import Deltas
from service.providers.litellm_chunks import empty, said_in, usage_of
from service.providers.litellm_parser import Parser
from service.providers.response_lines import ResponseLines, response_beneath


async def read_wrapper(wrapper: Any) -> AsyncGenerator[tuple[ModelChunk, ...], None]:  # noqa: ANN401 - a CustomStreamWrapper
    """Yield what litellm's wrapper yields, keeping none of it; the finish reason and the count of tokens last.

    Gemini and Anthropic count as they go. What they counted of an answer that broke off is not what it cost, and others
    do not tell it: it is not told.
    """
    deltas = Deltas()
    parser = _watched(wrapper.completion_stream)
    counted: tuple[UsageChunk, ...] = ()
    async for chunk in wrapper:
        said, count = tuple(said_in(chunk, deltas, calls_whole=parser.calls_whole)), _emptied(wrapper)
        counted = count or counted
        if said or count:
            # Arrival itself is seen, also where only a count arrives.
            yield said or (AnswerStart(),)
    reason = parser.finish_reason(wrapper.received_finish_reason, deltas)
    if reason is not None:
        yield (FinishChunk(reason), *(_emptied(wrapper) or counted))


def _watched(stream: Any) -> Parser:  # noqa: ANN401 - whatever the wrapper reads
    """Take the place of a stream's parser, and of httpx, which splits its lines."""
    parser = Parser(stream)
    if hasattr(stream, "chunk_parser"):
        stream.chunk_parser = parser
    if response := response_beneath(getattr(stream, "streaming_response", None)):
        stream.streaming_response = ResponseLines(response)
    return parser


def _emptied(wrapper: Any) -> tuple[UsageChunk, ...]:  # noqa: ANN401 - as above
    """Drop what the wrapper and the stream beneath keep; return the usage among it, which only a provider sends."""
    kept = [chunk.usage for chunk in wrapper.chunks if getattr(chunk, "usage", None) is not None]
    wrapper.chunks.clear()
    wrapper.response_uptil_now = ""
    empty(wrapper.completion_stream)
    return tuple(map(usage_of, kept))
