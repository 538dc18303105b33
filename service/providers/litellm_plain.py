"""What is only text, or only thoughts, in a provider's chunk: nearly all chunks are, and need no parser of litellm's.

Each function returns what such a chunk says, and None for every other one. It returns something only where litellm
1.106.2 would say the same and remember nothing that counts; so what is stateful stays litellm's, and is right.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from service.field import JSON
from service.model import ReasoningChunk, TextChunk
from service.providers.lenient import object_of
from service.providers.sources import BESIDE

Plain = Callable[[Mapping[str, JSON]], TextChunk | ReasoningChunk | None]

_GEMINIS: Final = frozenset({"candidates", "usageMetadata", "modelVersion", "responseId", "createTime"})
_OLLAMAS: Final = frozenset({"model", "created_at", "message", "done"})
_TELLING: Final = BESIDE | {"error"}
_SAYING: Final = frozenset({"role", "content", "reasoning_content"})


def in_anthropic(document: Mapping[str, JSON]) -> TextChunk | ReasoningChunk | None:
    """Read an event of Anthropic's messages."""
    delta = object_of(document.get("delta")) if document.get("type") == "content_block_delta" else {}
    match delta.get("type"):
        case "text_delta" if isinstance(text := delta.get("text"), str):
            return TextChunk(text)
        case "thinking_delta" if delta.keys() == {"type", "thinking"}:
            return _thought(delta.get("thinking"))
        case _:
            return None


def in_gemini(document: Mapping[str, JSON]) -> TextChunk | ReasoningChunk | None:
    """Read a response of Gemini's; a count of tokens in it is left to the caller."""
    match document:
        case {"candidates": [{"content": {"parts": [{"text": str(text), **part}], **content}, **candidate}]}:
            named = (document.keys() <= _GEMINIS, candidate.keys() <= {"index"}, content.keys() <= {"role"})
            # What begins so may be a sound.
            if not all(named) or text.startswith("data:"):
                return None
            if not part:
                return TextChunk(text)
            return _thought(text) if part == {"thought": True} else None
        case _:
            return None


def in_openai(document: Mapping[str, JSON]) -> TextChunk | ReasoningChunk | None:
    """Read a chunk of OpenAI's dialect."""
    choices = document.get("choices")
    if not isinstance(choices, list) or len(choices) != 1 or document.get("usage") or document.keys() & _TELLING:
        return None
    choice = object_of(choices[0])
    delta = object_of(choice.get("delta"))
    content = delta.get("content")
    if choice.get("finish_reason") or not delta.keys() <= _SAYING:
        return None
    if isinstance(content, str) and "reasoning_content" not in delta:
        return TextChunk(content)
    return None if content else _thought(delta.get("reasoning_content"))


def in_ollama(stream: Any) -> Plain:  # noqa: ANN401 - a litellm iterator
    """Return what reads a line of Ollama's chat; ``stream`` remembers whether the model is thinking."""

    def read(document: Mapping[str, JSON]) -> TextChunk | ReasoningChunk | None:
        message = document.get("message")
        if document.get("done") is not False or document.keys() != _OLLAMAS or not isinstance(message, dict):
            return None
        content = message.get("content")
        if message.keys() <= {"role", "content"} and isinstance(content, str) and "think>" not in content:
            # The first text behind the thoughts ends them, for litellm too.
            is_over = stream.finished_reasoning_content or not stream.started_reasoning_content
            return TextChunk(content) if is_over else None
        is_thought = not content and message.keys() <= {"role", "content", "thinking"}
        return _thought(message.get("thinking")) if is_thought and stream.started_reasoning_content else None

    return read


def in_bedrock(decoder: Any) -> Plain:  # noqa: ANN401 - litellm's AWSEventStreamDecoder
    """Return what reads the payload of a ``contentBlockDelta``; ``decoder`` remembers whether the model has thought."""

    def read(document: Mapping[str, JSON]) -> TextChunk | ReasoningChunk | None:
        match document:
            case {"delta": {"text": str(text)}}:
                return TextChunk(text)
            case {"delta": {"reasoningContent": {"text": str(text), **others}}} if not others and decoder._thinking_ran:  # noqa: SLF001 - litellm keeps it there
                return _thought(text)
            case _:
                return None

    return read


def _thought(text: JSON) -> ReasoningChunk | None:
    # litellm says nothing of an empty one.
    return ReasoningChunk(text) if isinstance(text, str) and text else None
