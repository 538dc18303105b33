"""The deltas of one answer in OpenAI's dialect, and in litellm's, which adds members to it -> model chunks.

==================================  ==============================================================================
member                              is said by
==================================  ==============================================================================
``content``                         everybody
``refusal``                         OpenAI, Azure, OpenRouter: the words by which the model declines, which are text
``reasoning_content``               DeepSeek, vLLM, xAI; litellm for everybody who thinks
``reasoning``                       OpenRouter, newer vLLM, Groq, Ollama
``thinking_blocks``                 litellm and its proxy, for Anthropic: signatures, and thoughts that nobody may read;
                                    for Mistral, with a signature that it makes up
``tool_calls``, ``function_call``   everybody: tool_call_deltas.py
``annotations``, citations          see sources.py
``images``                          OpenRouter; litellm for Gemini
==================================  ==============================================================================

Everything else is passed over.
"""

import re
from collections.abc import Iterator, Mapping

from service.field import JSON
from service.model import FileChunk, ModelChunk, ReasoningChunk, RedactedChunk, SignatureChunk, TextChunk
from service.providers.lenient import object_of, objects_of, text_of
from service.providers.signer import ANTHROPIC
from service.providers.sources import Sources
from service.providers.tool_call_deltas import ToolCallDeltas
from service.well_formed import well_formed

_DATA_URL = re.compile(r"data:([a-z0-9.+-]+/[a-z0-9.+-]+);base64,[a-z0-9+/]*={0,2}", re.IGNORECASE)
_PLAIN = frozenset({"role", "content", "refusal"})
"""A delta that has no more than these is text, as thousands are."""

_MADE_UP = "mistral"
"""What litellm 1.106.2 signs each piece of Mistral's thoughts with."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


class Deltas:
    """Takes one answer's.

    Attributes:
        refused: whether the model has declined to answer.
    """

    def __init__(self) -> None:
        self.refused = False
        self.sources = Sources()
        self._calls = ToolCallDeltas()

    @property
    def called(self) -> bool:
        """Whether a tool is called."""
        return self._calls.opened > 0

    def read(self, delta: Mapping[str, JSON]) -> Iterator[ModelChunk]:
        """Yield what a delta says; thoughts come before what was thought of."""
        is_plain = delta.keys() <= _PLAIN
        if not is_plain:
            yield from _thoughts(delta)
        if text := text_of(delta, "content"):
            yield TextChunk(text)
        if refusal := text_of(delta, "refusal"):
            self.refused = True
            yield TextChunk(refusal)
        if not is_plain:
            yield from self._made(delta)

    def _made(self, delta: Mapping[str, JSON]) -> Iterator[ModelChunk]:
        yield from self._calls.read(delta)
        yield from self.sources.in_delta(delta)
        if images := delta.get("images"):
            yield from _files(images)


def _thoughts(delta: Mapping[str, JSON]) -> Iterator[ModelChunk]:
    text = text_of(delta, "reasoning_content") or text_of(delta, "reasoning")
    if text:
        yield ReasoningChunk(text)
    for block in objects_of(delta.get("thinking_blocks")):
        if not text and (thought := text_of(block, "thinking")):
            yield ReasoningChunk(thought)
        signature = text_of(block, "signature")
        if signature and signature != _MADE_UP:
            yield SignatureChunk(ANTHROPIC, well_formed(signature))
        if data := text_of(block, "data"):
            yield RedactedChunk(ANTHROPIC, well_formed(data))


def _files(images: JSON) -> Iterator[FileChunk]:
    for image in objects_of(images):
        url = text_of(object_of(image.get("image_url")), "url")
        if inline := _DATA_URL.fullmatch(url):
            yield FileChunk(inline[1].lower(), url)
        elif _ADDRESS.match(url):
            # Nobody says of what kind it is.
            yield FileChunk("image/*", well_formed(url))
