"""An answer -> the one message that says it, and what its events share with it (the SDK's Message)."""

import json
from collections.abc import Mapping

from fakes.model.dialect import Heading, Spoken, SpokenPart
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

Block = dict[str, object]

_REASONS: Mapping[FinishReason, str] = {
    "stop": "end_turn",
    "tool_calls": "tool_use",
    "length": "max_tokens",
    "content_filter": "refusal",
}
_CACHE: Mapping[str, object] = {"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
_WITHHELD: Mapping[str, object] = {"type": "refusal", "category": None, "explanation": None}


def message_body(heading: Heading, spoken: Spoken, usage: Usage, *, hides_thoughts: bool) -> Block:
    """Return an answer that is not streamed; ``hides_thoughts`` leaves only the proofs of what was thought."""
    content = [_block(part, "" if hides_thoughts and part.kind == "reasoning" else text) for part, text in spoken.parts]
    return {**heading_body(heading, content), **ending(spoken.finish, spoken.stop), "usage": usage_body(usage)}


def heading_body(heading: Heading, content: list[Block]) -> Block:
    """Return what a message begins with."""
    return {
        "model": heading.model,
        "id": heading.id("msg_01", length=22),
        "type": "message",
        "role": "assistant",
        "content": content,
    }


def ending(finish: FinishReason, stop: str | None) -> Block:
    """Return why a message ended; ``stop`` is the stop sequence that ended it, if one did."""
    reason = "stop_sequence" if stop is not None else _REASONS[finish]
    details = {"stop_details": _WITHHELD} if reason == "refusal" else {}
    return {"stop_reason": reason, "stop_sequence": stop, **details}


def usage_body(usage: Usage) -> Block:
    """Return the ``usage`` of a message. Nothing is ever cached."""
    return {
        "input_tokens": usage.prompt,
        **_CACHE,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
        **_output(usage),
        "service_tier": "standard",
    }


def total_usage(usage: Usage) -> Block:
    """Return the ``usage`` at the end of a stream, which holds that of the whole message."""
    return {"input_tokens": usage.prompt, **_CACHE, **_output(usage)}


def opening(part: SpokenPart) -> Block:
    """Return a block before anything of it is said; one that nobody can read is whole already."""
    match part.kind:
        case "call":
            return {"type": "tool_use", "id": part.id, "name": part.name, "input": {}}
        case "reasoning":
            return {"type": "thinking", "thinking": "", "signature": ""}
        case "redacted":
            return {"type": "redacted_thinking", "data": part.data}
        case _:
            return {"type": "text", "text": ""}


def _block(part: SpokenPart, text: str) -> Block:
    block = opening(part)
    match part.kind:
        case "call":
            return {**block, "input": _input(text)}
        case "reasoning":
            return {**block, "thinking": text, "signature": part.signature}
        case "redacted":
            return block
        case _:
            return {**block, "text": text}


def _input(arguments: str) -> object:
    """Return the arguments of a call; none where they are no object, for a message holds only whole ones."""
    try:
        value = json.loads(arguments)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _output(usage: Usage) -> Block:
    details = {"output_tokens_details": {"thinking_tokens": usage.reasoning}} if usage.reasoning else {}
    return {"output_tokens": usage.completion, **details}
