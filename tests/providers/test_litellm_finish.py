import pytest

from service.field import JSON
from service.providers.litellm_finish import meaning_of, word_in
from service.usage import FinishReason

WORDS: dict[str, tuple[dict[str, JSON], str | None]] = {
    "OpenAI": ({"choices": [{"delta": {}, "finish_reason": "stop"}]}, "stop"),
    "OpenAI, not yet": ({"choices": [{"delta": {}, "finish_reason": None}]}, ""),
    "OpenAI, counts": ({"choices": [], "usage": {}}, ""),
    "OpenAI, of another type": ({"choices": [1, {"finish_reason": 1}]}, ""),
    "Anthropic": ({"type": "message_delta", "delta": {"stop_reason": "end_turn"}}, "end_turn"),
    "Anthropic, none": ({"type": "message_delta", "delta": {"stop_reason": None}}, ""),
    "Anthropic, no delta": ({"type": "message_delta"}, ""),
    "Anthropic, the beginning": ({"type": "message_start", "message": {"stop_reason": None}}, ""),
    "Anthropic, a text": ({"type": "content_block_delta", "delta": {"text": "Hi"}}, None),
    "Gemini": ({"candidates": [{"finishReason": "STOP"}]}, "STOP"),
    "Gemini, not yet": ({"candidates": [{"content": {}}]}, ""),
    "Gemini, counts": ({"usageMetadata": {}}, None),
    "Gemini, a refused question": ({"promptFeedback": {"blockReason": "OTHER"}}, "SAFETY"),
    "Gemini, a question that is not refused": ({"promptFeedback": {"safetyRatings": []}}, None),
    "another dialect": ({"done": True, "done_reason": "stop"}, None),
    "nothing": ({}, None),
}
"""A chunk as a provider sent it, and the word in it."""

MEANINGS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "content_filter": "content-filter",
    "tool_calls": "tool-calls",
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content-filter",
    "MAX_TOKENS": "length",
    "MALFORMED_FUNCTION_CALL": "error",
    "SAFETY": "content-filter",
    "RECITATION": "content-filter",
    "BLOCKLIST": "content-filter",
    "PROHIBITED_CONTENT": "content-filter",
    "SPII": "content-filter",
    "IMAGE_SAFETY": "content-filter",
    "OTHER": "unknown",
    "error": "unknown",
    "": "unknown",
}


@pytest.mark.parametrize(("chunk", "word"), WORDS.values(), ids=WORDS)
def test_the_word_for_the_end_is_where_its_dialect_has_it(chunk: dict[str, JSON], word: str | None) -> None:
    assert word_in(chunk) == word


@pytest.mark.parametrize("called", [False, True])
@pytest.mark.parametrize(("word", "reason"), MEANINGS.items())
def test_a_word_has_one_meaning(word: str, reason: FinishReason, called: bool) -> None:  # noqa: FBT001 - a table's column
    assert meaning_of(word, called=called, refused=False) == reason


@pytest.mark.parametrize("word", ["STOP", "tool_use"])
def test_some_words_mean_what_was_done(word: str) -> None:
    meanings = [meaning_of(word, called=called, refused=False) for called in (False, True)]
    assert meanings == ["stop", "tool-calls"]


def test_a_model_that_declines_has_not_just_stopped() -> None:
    assert meaning_of("stop", called=False, refused=True) == "content-filter"
