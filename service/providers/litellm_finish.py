"""The finish reason that a provider gave, in its own word.

litellm 1.106.2 makes up ``stop``: for each of Gemini's chunks, for OpenAI's ``[DONE]``, for Anthropic's last delta if
it names no reason, and for every word that it does not know or takes for a success, as it does MALFORMED_FUNCTION_CALL.
The words are those of OpenAI's chat completions, Anthropic's ``stop_reason`` and Gemini's ``FinishReason``; what they
mean is what the AI SDK's own providers make of them (@ai-sdk/anthropic and @ai-sdk/google of ai 6).
"""

from collections.abc import Mapping
from typing import Final

from service.field import JSON
from service.providers.lenient import object_of, objects_of, text_of
from service.providers.openai_chunks import finish_reason
from service.usage import FinishReason

_REFUSED: Final = ("SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY")

_REASONS: Mapping[str, FinishReason] = {
    # Anthropic's.
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content-filter",
    # Gemini's.
    "MAX_TOKENS": "length",
    "MALFORMED_FUNCTION_CALL": "error",
    **dict.fromkeys(_REFUSED, "content-filter"),
}

_COMPLETE: Final = frozenset({"STOP", "tool_use"})
"""Words that leave open whether tools are called: Gemini has no other, and litellm turns the tool by which it makes
Anthropic fit a schema back into text."""


def word_in(chunk: Mapping[str, JSON]) -> str | None:
    """Return the word for the end in a provider's chunk; empty for none, None in a dialect of which we know nothing."""
    match chunk:
        case {"choices": list(choices)}:
            return _first(choices, "finish_reason")
        case {"candidates": list(candidates)}:
            return _first(candidates, "finishReason")
        case {"promptFeedback": {"blockReason": str()}}:
            return "SAFETY"
        case {"type": "message_delta"}:
            return text_of(object_of(chunk.get("delta")), "stop_reason")
        case {"type": "message_start"}:
            return ""
        case _:
            return None


def meaning_of(word: str, *, called: bool, refused: bool) -> FinishReason:
    """Return our reason for a provider's word.

    Args:
        word: the provider's.
        called: whether the answer calls tools.
        refused: whether the model has declined to answer.
    """
    if word in _COMPLETE:
        return "tool-calls" if called else "stop"
    return _REASONS.get(word) or finish_reason(word, refused=refused)


def _first(choices: JSON, name: str) -> str:
    return next((text_of(choice, name) for choice in objects_of(choices)), "")
