"""Which of litellm's streams are read beneath its wrapper, and how.

=======================================================  ============================================================
a stream of litellm 1.106.2                              is read
=======================================================  ============================================================
of OpenAI's SDK: OpenAI, Azure and others                as on the lean lane, from its ``response``
of OpenAI's dialect: DeepSeek, Groq, OpenRouter          as on the lean lane, from the response beneath its lines
of OpenAI's dialect, mended: Mistral, xAI, Fireworks     texts by us, the rest by its ``chunk_parser``
Anthropic's and Gemini's, also on Vertex AI; Ollama's    texts by us, the rest by its ``chunk_parser``
Bedrock's                                                texts by us, the rest by its decoder, a message at a time
anything else                                            through the wrapper: litellm_stream.py
=======================================================  ============================================================

A class is known by its name, for what it is made of is not promised: tests/providers/test_litellm_beneath.py fails when
the pin moves and a name or a member is gone.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx

from service.providers.aws_event_stream import AWSMessages
from service.providers.event_stream import EventStreamDecoder
from service.providers.json_lines import JSONLines
from service.providers.litellm_decoder import LitellmDecoder
from service.providers.litellm_plain import in_anthropic, in_gemini, in_ollama, in_openai
from service.providers.litellm_readers import DocumentReader, MessageReader
from service.providers.openai_decoder import OpenAIDecoder
from service.providers.raw_stream import Decoder
from service.providers.response_lines import response_beneath


def _openai(_: Any) -> Decoder:  # noqa: ANN401 - litellm's, as below
    return OpenAIDecoder()


def _mended(stream: Any) -> Decoder:  # noqa: ANN401
    return LitellmDecoder(EventStreamDecoder().feed, DocumentReader(stream, in_openai))


def _anthropic(stream: Any) -> Decoder:  # noqa: ANN401
    return LitellmDecoder(EventStreamDecoder().feed, DocumentReader(stream, in_anthropic))


def _gemini(stream: Any) -> Decoder:  # noqa: ANN401
    return LitellmDecoder(EventStreamDecoder().feed, DocumentReader(stream, in_gemini))


def _ollama(stream: Any) -> Decoder:  # noqa: ANN401
    return LitellmDecoder(JSONLines().feed, DocumentReader(stream, in_ollama(stream)))


DECODERS: Final[Mapping[str, Callable[[Any], Decoder]]] = {
    "litellm.llms.openai.chat.gpt_transformation.OpenAIChatCompletionStreamingHandler": _openai,
    "litellm.llms.groq.chat.transformation.GroqChatCompletionStreamingHandler": _openai,
    "litellm.llms.openrouter.chat.transformation.OpenRouterChatCompletionStreamingHandler": _openai,
    "litellm.llms.mistral.chat.transformation.MistralChatResponseIterator": _mended,
    "litellm.llms.xai.chat.transformation.XAIChatCompletionStreamingHandler": _mended,
    "litellm.llms.fireworks_ai.chat.transformation.FireworksAIChatCompletionStreamingHandler": _mended,
    "litellm.llms.anthropic.chat.handler.ModelResponseIterator": _anthropic,
    "litellm.llms.vertex_ai.gemini.vertex_and_google_ai_studio_gemini.ModelResponseIterator": _gemini,
    "litellm.llms.ollama.chat.transformation.OllamaChatCompletionResponseIterator": _ollama,
}
"""What reads a stream, by its class."""

BEDROCK: Final = "litellm.llms.bedrock.chat.invoke_handler.AWSEventStreamDecoder"
"""The base of what reads Bedrock's."""


def beneath(stream: Any) -> tuple[httpx.Response, Decoder] | None:  # noqa: ANN401
    """Return the response that a stream is made of and what reads it; None if it has to go through the wrapper."""
    response = getattr(stream, "response", None)
    if isinstance(response, httpx.Response) and not hasattr(stream, "chunk_parser"):
        return response, OpenAIDecoder()
    if frame := getattr(stream, "ag_frame", None):
        return _bedrock(frame.f_locals)
    make = DECODERS.get(_name(type(stream)))
    response = response_beneath(getattr(stream, "streaming_response", None))
    return (response, make(stream)) if make and response else None


def _bedrock(arguments: Mapping[str, Any]) -> tuple[httpx.Response, Decoder] | None:
    """Return the same for a generator of Bedrock's: nothing but its arguments leads to the response."""
    decoder, response = arguments.get("self"), response_beneath(arguments.get("iterator"))
    if response is None or BEDROCK not in map(_name, type(decoder).__mro__):
        return None
    return response, LitellmDecoder(AWSMessages().feed, MessageReader(decoder))


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
