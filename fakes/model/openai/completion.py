"""An answer -> the one body that says it, and what its chunks share with it."""

from collections.abc import Sequence

from fakes.model.dialect import Heading, Logprob, Spoken
from fakes.model.usage import Usage


def heading_body(heading: Heading, kind: str) -> dict[str, object]:
    """Return what every chunk of an answer, or its one body, begins with."""
    return {
        "id": heading.id("chatcmpl-"),
        "object": kind,
        "created": heading.created,
        "model": heading.model,
        "service_tier": "default",
        "system_fingerprint": heading.fingerprint,
    }


def completion_body(heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> dict[str, object]:
    """Return the body of an answer that is not streamed."""
    choices = [_choice(index, choice) for index, choice in enumerate(spoken)]
    return {**heading_body(heading, "chat.completion"), "choices": choices, "usage": usage_body(usage)}


def usage_body(usage: Usage) -> dict[str, object]:
    """Return the ``usage`` object."""
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.total,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": usage.reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def logprob_body(logprob: Logprob) -> dict[str, object]:
    """Return how likely a token was."""
    top = [_likely(token, value) for token, value in logprob.top]
    return {**_likely(logprob.token, logprob.logprob), "top_logprobs": top}


def _likely(token: str, value: float) -> dict[str, object]:
    return {"token": token, "logprob": value, "bytes": list(token.encode(errors="replace"))}


def _choice(index: int, spoken: Spoken) -> dict[str, object]:
    said = any(part.kind == "text" for part, _ in spoken.parts)
    silent = bool(spoken.calls) or any(part.kind == "refusal" for part, _ in spoken.parts)
    refused = spoken.text("refusal")
    message: dict[str, object] = {
        "role": "assistant",
        "content": None if silent and not said else spoken.text("text"),
        "refusal": refused or None,
        "annotations": [],
    }
    if spoken.calls:
        message["tool_calls"] = [
            {"id": part.id, "type": "function", "function": {"name": part.name, "arguments": arguments}}
            for part, arguments in spoken.calls
        ]
    logprobs = None
    if spoken.logprobs is not None:
        logprobs = {"content": [logprob_body(logprob) for logprob in spoken.logprobs], "refusal": None}
    return {"index": index, "message": message, "logprobs": logprobs, "finish_reason": spoken.finish}
