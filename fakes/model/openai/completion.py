"""An answer -> the one body that says it, and what its chunks share with it."""

from collections.abc import Sequence

from fakes.model.dialect import Heading, Logprob, Spoken, SpokenPart
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
    choices = [choice_body(index, choice) for index, choice in enumerate(spoken)]
    return {**heading_body(heading, "chat.completion"), "choices": choices, "usage": usage_body(usage)}


def message_body(spoken: Spoken) -> dict[str, object]:
    """Return the whole ``message``."""
    said = any(part.kind == "text" for part, _ in spoken.parts)
    silent = bool(spoken.calls) or any(part.kind == "refusal" for part, _ in spoken.parts)
    message: dict[str, object] = {
        "role": "assistant",
        "content": None if silent and not said else spoken.text("text"),
        "refusal": spoken.text("refusal") or None,
        "annotations": [],
    }
    message |= beside_text([part for part, _ in spoken.parts])
    if thoughts := spoken.text("reasoning"):
        message["reasoning_content"] = thoughts
    return {**message, "tool_calls": calls_body(spoken)} if spoken.calls else message


def beside_text(parts: Sequence[SpokenPart]) -> dict[str, object]:
    """Return the pages that are cited, as OpenAI's models that search do, and files, as OpenRouter has them."""
    pages = [
        {
            "type": "url_citation",
            "url_citation": {"url": part.data, "title": part.name, "start_index": 0, "end_index": 0},
        }
        for part in parts
        if part.kind == "source"
    ]
    files = [{"type": "image_url", "image_url": {"url": part.data}} for part in parts if part.kind == "file"]
    return {**({"annotations": pages} if pages else {}), **({"images": files} if files else {})}


def calls_body(spoken: Spoken) -> list[dict[str, object]]:
    """Return the calls of a message that is told whole."""
    return [
        {"id": part.id, "type": "function", "function": {"name": part.name, "arguments": arguments}}
        for part, arguments in spoken.calls
    ]


def logprobs_body(logprobs: Sequence[Logprob] | None) -> dict[str, object] | None:
    """Return how likely the tokens of a choice were, where that was asked for."""
    return None if logprobs is None else {"content": list(map(logprob_body, logprobs)), "refusal": None}


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
    top = [token_body(token, value) for token, value in logprob.top]
    return {**token_body(logprob.token, logprob.logprob), "top_logprobs": top}


def token_body(token: str, value: float) -> dict[str, object]:
    """Return how likely one token was."""
    return {"token": token, "logprob": value, "bytes": list(token.encode(errors="replace"))}


def choice_body(index: int, spoken: Spoken) -> dict[str, object]:
    """Return one choice of an answer that is not streamed."""
    return {
        "index": index,
        "message": message_body(spoken),
        "logprobs": logprobs_body(spoken.logprobs),
        "finish_reason": spoken.finish,
    }
