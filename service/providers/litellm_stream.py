"""litellm's stream wrapper -> model chunks, for providers whose own stream is out of reach.

The wrapper and the stream beneath keep every chunk; so they are emptied as they are read.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from typing import Any

from service import json_text
from service.field import JSON
from service.model import AnswerStart, FinishChunk, ModelChunk, UsageChunk
from service.providers.deltas import Deltas
from service.providers.lenient import object_of, objects_of, text_of
from service.providers.litellm_parser import Parser
from service.providers.sources import BESIDE
from service.usage import Usage


async def read_wrapper(wrapper: Any) -> AsyncGenerator[tuple[ModelChunk, ...], None]:  # noqa: ANN401 - a CustomStreamWrapper
    """Yield what litellm's wrapper yields, keeping none of it; the finish reason and the count of tokens last.

    Gemini and Anthropic count as they go. What they counted of an answer that broke off is not what it cost, and others
    do not tell it: it is not told.
    """
    deltas = Deltas()
    parser = Parser(wrapper)
    counted: tuple[UsageChunk, ...] = ()
    async for chunk in wrapper:
        said, count = tuple(_said(chunk, deltas, parser)), _emptied(wrapper)
        counted = count or counted
        if said or count:
            # Arrival itself is seen, also where only a count arrives.
            yield said or (AnswerStart(),)
    reason = parser.finish_reason(called=deltas.called)
    if reason is not None:
        yield (FinishChunk(reason), *(_emptied(wrapper) or counted))


def _said(chunk: Any, deltas: Deltas, parser: Parser) -> Iterator[ModelChunk]:  # noqa: ANN401 - a ModelResponseStream
    for choice in chunk.choices[:1]:
        # Its own warnings are about types that litellm declares and does not keep to.
        delta = choice.delta.model_dump(exclude_none=True, warnings=False)
        if parser.calls_whole:
            _unwrap_arguments(delta)
        yield from deltas.read(delta)
    yield from deltas.sources.in_chunk({name: found for name in BESIDE if (found := getattr(chunk, name, None))})


def _unwrap_arguments(delta: dict[str, JSON]) -> None:
    """Give calls the objects back that litellm has written as text, in a way of its own for each provider."""
    for call in objects_of(delta.get("tool_calls")):
        function = object_of(call.get("function"))
        # What can't be read stays as it is: the tool will say so.
        with suppress(ValueError):
            function["arguments"] = json_text.decode(text_of(function, "arguments"))


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
