"""An answer -> the one body that says it, and what its events share with it (ConverseResponse)."""

import base64
import binascii
import json
from collections.abc import Mapping

from fakes.model.dialect import Spoken, SpokenPart
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

Block = dict[str, object]

METRICS: Mapping[str, int] = {"latencyMs": 0}
"""How long it took, in milliseconds: nothing that a test could rely on."""

_REASONS: Mapping[FinishReason, str] = {
    "stop": "end_turn",
    "tool_calls": "tool_use",
    "length": "max_tokens",
    "content_filter": "content_filtered",
}


def answer_body(spoken: Spoken, usage: Usage, *, guarded: bool) -> Block:
    """Return the body of an answer that is not streamed; ``guarded`` says that a guardrail watches it."""
    content = [_block(part, text) for part, text in spoken.parts]
    return {
        "output": {"message": {"role": "assistant", "content": content}},
        "stopReason": stop_reason(spoken.finish, spoken.stop, guarded=guarded),
        "usage": usage_body(usage),
        "metrics": METRICS,
    }


def stop_reason(reason: FinishReason, stop: str | None, *, guarded: bool) -> str:
    """Return why an answer ended; ``stop`` is the stop text that ended it, if one did."""
    if guarded and reason == "content_filter":
        return "guardrail_intervened"
    return "stop_sequence" if stop is not None else _REASONS[reason]


def usage_body(usage: Usage) -> Block:
    """Return the ``usage`` object. What was thought is counted with what was said."""
    return {"inputTokens": usage.prompt, "outputTokens": usage.completion, "totalTokens": usage.total}


def redacted(data: str) -> str:
    """Return what nobody can read as base64, for the field is bytes, whatever a scenario calls it."""
    try:
        base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return base64.b64encode(data.encode(errors="replace")).decode()
    return data


def _block(part: SpokenPart, text: str) -> Block:
    if part.kind == "call":
        return {"toolUse": {"toolUseId": part.id, "name": part.name, "input": _input(text)}}
    if part.kind == "reasoning":
        return {"reasoningContent": {"reasoningText": {"text": text, "signature": part.signature}}}
    if part.kind == "redacted":
        return {"reasoningContent": {"redactedContent": redacted(part.data)}}
    return {"text": text}


def _input(arguments: str) -> object:
    """Return the arguments of a call; none where they are no object, as Claude leaves out what was cut off."""
    try:
        value = json.loads(arguments)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
