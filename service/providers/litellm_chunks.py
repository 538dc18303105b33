"""What litellm's parsers make of a provider's chunks -> model chunks."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from service import json_text
from service.field import JSON
from service.model import AnswerStart, ModelChunk, UsageChunk
from service.providers.deltas import Deltas
from service.providers.lenient import object_of, objects_of, text_of
from service.providers.sources import BESIDE
from service.usage import Usage


def said_in(chunk: Any, deltas: Deltas, *, calls_whole: bool) -> Iterator[ModelChunk]:  # noqa: ANN401 - a ModelResponseStream
    """Yield what a chunk says.

    Args:
        chunk: litellm's.
        deltas: what is known of the answer so far.
        calls_whole: whether the provider sends a call's arguments as an object.
    """
    for choice in chunk.choices[:1]:
        # Its own warnings are about types that litellm declares and does not keep to.
        delta = choice.delta.model_dump(exclude_none=True, warnings=False)
        if calls_whole:
            _unwrap_arguments(delta)
        yield from deltas.read(delta)
    yield from deltas.sources.in_chunk({name: found for name in BESIDE if (found := getattr(chunk, name, None))})


def usage_of(usage: Any) -> UsageChunk:  # noqa: ANN401 - a litellm Usage
    """Return what a provider has counted."""
    return UsageChunk(Usage(usage.prompt_tokens, usage.completion_tokens))


def _unwrap_arguments(delta: dict[str, JSON]) -> None:
    """Give calls the objects back that litellm has written as text, in a way of its own for each provider."""
    for call in objects_of(delta.get("tool_calls")):
        function = object_of(call.get("function"))
        # What can't be read stays as it is: the tool will say so.
        with suppress(ValueError):
            function["arguments"] = json_text.decode(text_of(function, "arguments"))


def empty(stream: Any) -> None:  # noqa: ANN401 - one of litellm's iterators
    """Drop what a stream keeps of thoughts and citations, as Anthropic's does: litellm would count their tokens.

    A tool's pieces it needs.
    """
    if getattr(stream, "current_content_block_type", None) in ("text", "thinking"):
        stream.content_blocks.clear()
        stream.reasoning_content_chunks.clear()


class ParsedChunks:
    """Takes the chunks of one answer, as they are beneath litellm's wrapper: its own and, of older parsers, dicts.

    Attributes:
        reason: why the model stopped, by litellm's account; None for none.
        counted: the last count of tokens, if there was one.
        deltas: what is known of the answer.
    """

    def __init__(self) -> None:
        self.reason: str | None = None
        self.counted: tuple[UsageChunk, ...] = ()
        self.deltas = Deltas()

    def read(self, chunk: Any, *, calls_whole: bool = False) -> tuple[ModelChunk, ...]:  # noqa: ANN401 - litellm's
        """Return what a chunk says; a finish reason and a count of tokens are kept."""
        before = self.counted
        said = tuple(self._generic(chunk) if isinstance(chunk, Mapping) else self._own(chunk, calls_whole))
        # Arrival itself is seen, also where only a count arrives.
        return said or (() if self.counted is before else (AnswerStart(),))

    def _own(self, chunk: Any, calls_whole: bool) -> Iterator[ModelChunk]:  # noqa: ANN401, FBT001 - a ModelResponseStream, and see said_in
        for choice in chunk.choices[:1]:
            self.reason = choice.finish_reason or self.reason
        yield from said_in(chunk, self.deltas, calls_whole=calls_whole)
        if (usage := getattr(chunk, "usage", None)) is not None:
            self.counted = (usage_of(usage),)

    def _generic(self, chunk: Mapping[str, Any]) -> Iterator[ModelChunk]:
        # A GenericStreamingChunk.
        if chunk["is_finished"]:
            self.reason = chunk["finish_reason"]
        call = chunk.get("tool_use")
        yield from self.deltas.read({"content": chunk["text"], **({"tool_calls": [call]} if call else {})})
        if usage := chunk.get("usage"):
            self.counted = (UsageChunk(Usage(usage["prompt_tokens"], usage["completion_tokens"])),)
