"""Gemini's answers, and what is in them."""

from service.field import JSON
from service.model import FileChunk, FinishChunk, ModelChunk, ReasoningChunk, SourceChunk, TextChunk
from tests.providers.dialects import GEMINI_CLOSING, gemini_event, gemini_text

PNG = "data:image/png;base64,iVBORw0KGgo="

GROUNDING: dict[str, JSON] = {
    "webSearchQueries": ["q"],
    "groundingChunks": [{"web": {"uri": "https://a.test", "title": "A"}}, {"web": {"uri": "https://b.test"}}],
    "groundingSupports": [{"segment": {"startIndex": 0, "endIndex": 2}, "groundingChunkIndices": [0, 1]}],
}
INLINE_PNG: JSON = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}

GEMINIS: dict[str, tuple[bytes, list[ModelChunk]]] = {
    "thoughts": (
        gemini_event({"text": "hm", "thought": True})
        + gemini_event({"text": "Hi", "thoughtSignature": "c2ln"})
        + GEMINI_CLOSING,
        [ReasoningChunk("hm"), TextChunk("Hi"), FinishChunk("stop")],
    ),
    "an image": (
        gemini_text("Here:") + gemini_event(INLINE_PNG) + GEMINI_CLOSING,
        [TextChunk("Here:"), FileChunk("image/png", PNG), FinishChunk("stop")],
    ),
    "an image, first of all": (
        gemini_event(INLINE_PNG) + GEMINI_CLOSING,
        [FileChunk("image/png", PNG), FinishChunk("stop")],
    ),
    "an image and a text, and then the end": (
        gemini_event(INLINE_PNG, {"text": "There."}, finish="STOP"),
        [TextChunk("There."), FileChunk("image/png", PNG), FinishChunk("stop")],
    ),
    "an image with the end": (
        gemini_text("Here:") + gemini_event(INLINE_PNG, finish="STOP"),
        [TextChunk("Here:"), FileChunk("image/png", PNG), FinishChunk("stop")],
    ),
    "sources with the end": (
        gemini_text("Hi") + gemini_event({"text": ""}, finish="STOP", groundingMetadata=GROUNDING),
        [TextChunk("Hi"), SourceChunk("https://a.test", "A"), SourceChunk("https://b.test"), FinishChunk("stop")],
    ),
    "sources with the last text, that litellm makes no annotations of": (
        gemini_text("Hi")
        + gemini_event({"text": "!"}, groundingMetadata={**GROUNDING, "groundingSupports": []})
        + GEMINI_CLOSING,
        [
            TextChunk("Hi"),
            TextChunk("!"),
            SourceChunk("https://a.test", "A"),
            SourceChunk("https://b.test"),
            FinishChunk("stop"),
        ],
    ),
    "no room": (gemini_event({"text": "Hi"}, finish="MAX_TOKENS"), [TextChunk("Hi"), FinishChunk("length")]),
    "refused": (
        gemini_text("Hi") + gemini_event(finish="SAFETY"),
        [TextChunk("Hi"), FinishChunk("content-filter")],
    ),
    "counts behind the end": (
        gemini_text("Hi") + GEMINI_CLOSING + b'data: {"usageMetadata":{"promptTokenCount":31}}\n\n',
        [TextChunk("Hi"), FinishChunk("stop")],
    ),
    "a text behind the end": (
        gemini_event({"text": "Hi"}, finish="MAX_TOKENS") + gemini_text("!"),
        [TextChunk("Hi"), TextChunk("!"), FinishChunk("length")],
    ),
    "a question that is refused": (
        b'data: {"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":31}}\n\n',
        [FinishChunk("content-filter")],
    ),
    "no end": (gemini_text("Hi"), [TextChunk("Hi")]),
    "a call that it could not make, which litellm takes for the end": (
        gemini_text("Hi") + gemini_event(finish="MALFORMED_FUNCTION_CALL"),
        [TextChunk("Hi"), FinishChunk("error")],
    ),
    "a word from the future, which litellm takes for the end": (
        gemini_text("Hi") + gemini_event(finish="TIRED"),
        [TextChunk("Hi"), FinishChunk("unknown")],
    ),
    "no candidates at first": (
        b'data: {"candidates":[]}\n\n' + gemini_text("Hi") + GEMINI_CLOSING,
        [TextChunk("Hi"), FinishChunk("stop")],
    ),
}
"""What is sent, and what is in it."""
