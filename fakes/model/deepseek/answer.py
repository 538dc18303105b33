"""An answer in DeepSeek's shape: the one body that says it, and what its chunks share with it."""

from collections.abc import Sequence

from fakes.model.dialect import Heading, Spoken
from fakes.model.openai.completion import calls_body, logprobs_body
from fakes.model.openai.uuid_form import uuid_form
from fakes.model.usage import Usage


def heading_body(heading: Heading, kind: str) -> dict[str, object]:
    """Return what every chunk of an answer, or its one body, begins with."""
    return {
        "id": uuid_form(heading.id("", length=32)),
        "object": kind,
        "created": heading.created,
        "model": heading.model,
    }


def completion_body(heading: Heading, spoken: Sequence[Spoken], usage: Usage, *, thinks: bool) -> dict[str, object]:
    """Return the body of an answer that is not streamed; ``thinks`` says that thoughts have their place in it."""
    choices = [_choice(index, choice, thinks=thinks) for index, choice in enumerate(spoken)]
    return {
        **heading_body(heading, "chat.completion"),
        "choices": choices,
        "usage": usage_body(usage, thinks=thinks),
        "system_fingerprint": heading.fingerprint,
    }


def usage_body(usage: Usage, *, thinks: bool) -> dict[str, object]:
    """Return the ``usage`` object. Nothing is cached: the same request has the same answer, however often it comes."""
    thought = {"completion_tokens_details": {"reasoning_tokens": usage.reasoning}} if thinks else {}
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.total,
        "prompt_tokens_details": {"cached_tokens": 0},
        **thought,
        "prompt_cache_hit_tokens": 0,
        "prompt_cache_miss_tokens": usage.prompt,
    }


def _choice(index: int, spoken: Spoken, *, thinks: bool) -> dict[str, object]:
    message: dict[str, object] = {"role": "assistant", "content": spoken.text("text") + spoken.text("refusal")}
    if thinks:
        message["reasoning_content"] = spoken.text("reasoning")
    if spoken.calls:
        calls = enumerate(calls_body(spoken))
        message["tool_calls"] = [{"index": number, **call} for number, call in calls]
    logprobs = logprobs_body(spoken.logprobs)
    return {"index": index, "message": message, "logprobs": logprobs, "finish_reason": spoken.finish}
