"""litellm's stream wrapper -> model chunks, for providers whose own stream is out of reach.

The wrapper and the stream beneath keep every chunk; so they are emptied as they are read.
"""

from collections.abc import AsyncGenerator, Iterator
from typing import Any

from service.model import FinishChunk, ModelChunk, UsageChunk
from service.providers.deltas import Deltas
from service.providers.litellm_parser import Parser
from service.providers.sources import BESIDE
from service.usage import Usage


async def read_wrapper(wrapper: Any) -> AsyncGenerator[tuple[ModelChunk, ...], None]:  # noqa: ANN401 - a CustomStreamWrapper
    """Yield what litellm's wrapper yields, keeping none of it; the finish reason last."""
    deltas = Deltas()
    parser = Parser(wrapper)
    async for chunk in wrapper:
        chunks = (*_said(chunk, deltas), *_emptied(wrapper))
        if chunks:
            yield chunks
    reason = parser.finish_reason(called=deltas.called)
    if reason is not None:
        yield (FinishChunk(reason), *_emptied(wrapper))


def _said(chunk: Any, deltas: Deltas) -> Iterator[ModelChunk]:  # noqa: ANN401 - a ModelResponseStream
    for choice in chunk.choices[:1]:
        # Its own warnings are about types that litellm declares and does not keep to.
        yield from deltas.read(choice.delta.model_dump(exclude_none=True, warnings=False))
    yield from deltas.sources.in_chunk({name: found for name in BESIDE if (found := getattr(chunk, name, None))})


def _emptied(wrapper: Any) -> tuple[UsageChunk, ...]:  # noqa: ANN401 - as above
    """Drop what the wrapper and the stream beneath keep; return the usage among it, which only a provider sends."""
    kept = [chunk.usage for chunk in wrapper.chunks if getattr(chunk, "usage", None) is not None]
    wrapper.chunks.clear()
    wrapper.response_uptil_now = ""
    stream = wrapper.completion_stream
    if getattr(stream, "current_content_block_type", None) in ("text", "thinking"):
        # Anthropic's thoughts and citations; litellm needs a tool's pieces only, and would count the thoughts' tokens.
        stream.content_blocks.clear()
        stream.reasoning_content_chunks.clear()
    return tuple(UsageChunk(Usage(usage.prompt_tokens, usage.completion_tokens)) for usage in kept)
