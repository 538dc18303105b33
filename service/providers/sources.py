"""The pages that an answer rests on, as providers cite them.

==================================================  ==============================================================
who                                                 where
==================================================  ==============================================================
OpenAI, Azure, OpenRouter; litellm of Gemini        ``delta.annotations``: ``url_citation``, nested or flat
litellm of Anthropic                                ``delta.provider_specific_fields.citation``
litellm of Gemini                                   the chunk's ``vertex_ai_grounding_metadata``
Perplexity                                          the chunk's ``search_results`` and ``citations``, in every chunk
==================================================  ==============================================================
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from service.field import JSON
from service.model import SourceChunk
from service.providers.lenient import object_of, objects_of, text_of
from service.well_formed import well_formed

MAX_SOURCES: Final = 1000
"""No answer rests on more pages; without a bound the memory of those that were told would grow with the answer."""

BESIDE: Final = frozenset({"vertex_ai_grounding_metadata", "search_results", "citations"})
"""What stands beside a chunk's choices and is read."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)

_Found = Iterator[tuple[str, str]]
"""Addresses and titles; both may be empty."""


class Sources:
    """Tells each page of one answer once."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def in_delta(self, delta: Mapping[str, JSON]) -> Iterator[SourceChunk]:
        """Yield the pages that a delta cites for the first time."""
        if delta.get("annotations") or delta.get("provider_specific_fields"):
            yield from self._new(_annotated(delta))

    def in_chunk(self, chunk: Mapping[str, JSON]) -> Iterator[SourceChunk]:
        """Yield the pages that stand beside a chunk's choices for the first time."""
        if not BESIDE.isdisjoint(chunk):
            yield from self._new(_beside(chunk))

    def _new(self, found: _Found) -> Iterator[SourceChunk]:
        for url, title in found:
            # A link is made of it; other schemes are no pages.
            if _ADDRESS.match(url) and url not in self._told and len(self._told) < MAX_SOURCES:
                self._told.add(url)
                yield SourceChunk(well_formed(url), well_formed(title) or None)


def _annotated(delta: Mapping[str, JSON]) -> _Found:
    for annotation in objects_of(delta.get("annotations")):
        if annotation.get("type") == "url_citation":
            citation = object_of(annotation.get("url_citation")) or annotation
            yield text_of(citation, "url"), text_of(citation, "title")
    citation = object_of(object_of(delta.get("provider_specific_fields")).get("citation"))
    yield text_of(citation, "url"), text_of(citation, "title")


def _beside(chunk: Mapping[str, JSON]) -> _Found:
    for grounding in objects_of(chunk.get("vertex_ai_grounding_metadata")):
        for part in objects_of(grounding.get("groundingChunks")):
            page = object_of(part.get("web")) or object_of(part.get("retrievedContext")) or object_of(part.get("maps"))
            yield text_of(page, "uri"), text_of(page, "title")
    for result in objects_of(chunk.get("search_results")):
        yield text_of(result, "url"), text_of(result, "title")
    citations = chunk.get("citations")
    if isinstance(citations, list):
        yield from ((url, "") for url in citations if isinstance(url, str))
