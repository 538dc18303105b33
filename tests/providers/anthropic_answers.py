"""Anthropic's answers, and what is in them."""

from service.field import JSON
from service.model import (
    FinishChunk,
    ModelChunk,
    ReasoningChunk,
    RedactedChunk,
    SignatureChunk,
    SourceChunk,
    TextChunk,
    ToolCallChunk,
)
from tests.providers.dialects import anthropic_block, anthropic_closing, anthropic_event


def signature(text: str) -> dict[str, JSON]:
    return {"type": "signature_delta", "signature": text}


def thinking(text: str) -> dict[str, JSON]:
    return {"type": "thinking_delta", "thinking": text}


def text(text: str) -> dict[str, JSON]:
    return {"type": "text_delta", "text": text}


def arguments(text: str) -> dict[str, JSON]:
    return {"type": "input_json_delta", "partial_json": text}


def citation(**members: JSON) -> dict[str, JSON]:
    return {"type": "citations_delta", "citation": {"cited_text": "c", **members}}


TEXT_BLOCK: JSON = {"type": "text", "text": ""}
THINKING_BLOCK: JSON = {"type": "thinking", "thinking": "", "signature": ""}


def tool_block(call_id: str, name: str, kind: str = "tool_use") -> JSON:
    return {"type": kind, "id": call_id, "name": name, "input": {}}


HI = anthropic_block(0, TEXT_BLOCK, text("Hi"))
WEB_PAGE: JSON = {"type": "web_search_result", "url": "https://a.test", "title": "A", "encrypted_content": "x"}
SEARCHED: JSON = {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [WEB_PAGE]}

ANTHROPICS: dict[str, tuple[bytes, list[ModelChunk]]] = {
    "thoughts": (
        anthropic_block(0, THINKING_BLOCK, thinking("hm"), thinking("mm"), signature("sig"))
        + anthropic_block(1, {"type": "redacted_thinking", "data": "xx"})
        + anthropic_block(2, TEXT_BLOCK, text("Hi"))
        + anthropic_closing("end_turn"),
        [
            ReasoningChunk("hm"),
            ReasoningChunk("mm"),
            SignatureChunk("anthropic", "sig"),
            RedactedChunk("anthropic", "xx"),
            TextChunk("Hi"),
            FinishChunk("stop"),
        ],
    ),
    "thoughts that are not shown": (
        anthropic_block(0, THINKING_BLOCK, signature("sig"))
        + anthropic_block(1, TEXT_BLOCK, text("Hi"))
        + anthropic_closing("end_turn"),
        [SignatureChunk("anthropic", "sig"), TextChunk("Hi"), FinishChunk("stop")],
    ),
    "calls, the last without arguments": (
        anthropic_block(0, TEXT_BLOCK, text("Let me see."))
        + anthropic_block(1, tool_block("toolu_1", "look"), arguments(""), arguments('{"x"'), arguments(":1}"))
        + anthropic_block(2, tool_block("toolu_2", "see"))
        + anthropic_closing("tool_use"),
        [
            TextChunk("Let me see."),
            ToolCallChunk(0, "toolu_1", "look", ""),
            ToolCallChunk(0, None, None, '{"x"'),
            ToolCallChunk(0, None, None, ":1}"),
            ToolCallChunk(1, "toolu_2", "see", ""),
            FinishChunk("tool-calls"),
        ],
    ),
    "a search of its own, and citations": (
        anthropic_block(0, tool_block("srvtoolu_1", "web_search", "server_tool_use"), arguments('{"query":"x"}'))
        + anthropic_block(1, SEARCHED)
        + anthropic_block(
            2,
            TEXT_BLOCK,
            citation(type="web_search_result_location", url="https://a.test", title="A", encrypted_index="x"),
            text("Hi"),
            citation(type="web_search_result_location", url="https://a.test", title="A", encrypted_index="y"),
            citation(type="page_location", document_index=0, document_title="D"),
        )
        + anthropic_closing("end_turn"),
        [SourceChunk("https://a.test", "A"), TextChunk("Hi"), FinishChunk("stop")],
    ),
    "the room that is left, used up": (HI + anthropic_closing("max_tokens"), [TextChunk("Hi"), FinishChunk("length")]),
    "the whole window used up, which litellm takes for the end": (
        HI + anthropic_closing("model_context_window_exceeded"),
        [TextChunk("Hi"), FinishChunk("length")],
    ),
    "refused": (HI + anthropic_closing("refusal"), [TextChunk("Hi"), FinishChunk("content-filter")]),
    "a word from the future, which litellm takes for the end": (
        HI + anthropic_closing("tired"),
        [TextChunk("Hi"), FinishChunk("unknown")],
    ),
    "no word, which litellm takes for the end": (
        HI + anthropic_event("message_delta", delta={"stop_reason": None}, usage={"output_tokens": 17}),
        [TextChunk("Hi")],
    ),
    "a call with a single empty piece": (
        anthropic_block(0, tool_block("toolu_1", "look"), arguments("")) + anthropic_closing("tool_use"),
        [ToolCallChunk(0, "toolu_1", "look", ""), ToolCallChunk(0, None, None, "{}"), FinishChunk("tool-calls")],
    ),
    "thoughts between calls": (
        anthropic_block(0, THINKING_BLOCK, thinking("hm"), signature("1"))
        + anthropic_block(1, tool_block("toolu_1", "look"), arguments('{"x":1}'))
        + anthropic_block(2, THINKING_BLOCK, thinking("mm"), signature("2"))
        + anthropic_block(3, tool_block("toolu_2", "see"), arguments("{}"))
        + anthropic_closing("tool_use"),
        [
            ReasoningChunk("hm"),
            SignatureChunk("anthropic", "1"),
            ToolCallChunk(0, "toolu_1", "look", ""),
            ToolCallChunk(0, None, None, '{"x":1}'),
            ReasoningChunk("mm"),
            SignatureChunk("anthropic", "2"),
            ToolCallChunk(1, "toolu_2", "see", ""),
            ToolCallChunk(1, None, None, "{}"),
            FinishChunk("tool-calls"),
        ],
    ),
}
"""What is sent behind the opening, and what is in it."""
