"""An answer in OpenRouter's shape: the one body that says it, and what its chunks share with it."""

from collections.abc import Sequence

from fakes.model.dialect import Heading, Spoken, SpokenPart
from fakes.model.openai.completion import calls_body, logprobs_body
from fakes.model.openrouter.vendors import Vendor, vendor_of
from fakes.model.usage import Usage

# Credits, which are US dollars, for one token.
_PROMPT_PRICE = 0.000001
_COMPLETION_PRICE = 0.000004


def heading_body(heading: Heading, kind: str) -> dict[str, object]:
    """Return what every chunk of an answer, or its one body, begins with."""
    return {
        "id": generation_id(heading.identity.request_id(heading.request)),
        "provider": vendor_of(heading.model).name,
        "model": heading.model,
        "object": kind,
        "created": heading.created,
    }


def generation_id(request_id: str) -> str:
    """Return the name of an answer, which is in a header, too."""
    return f"gen-{request_id.removeprefix('req_')}"


def completion_body(heading: Heading, spoken: Sequence[Spoken], usage: Usage, *, cost: bool) -> dict[str, object]:
    """Return the body of an answer that is not streamed; ``cost`` says that its price was asked for."""
    vendor = vendor_of(heading.model)
    return {
        **heading_body(heading, "chat.completion"),
        "system_fingerprint": heading.fingerprint,
        "choices": [_choice(index, choice, vendor) for index, choice in enumerate(spoken)],
        "usage": usage_body(usage, cost=cost),
    }


def usage_body(usage: Usage, *, cost: bool) -> dict[str, object]:
    """Return the ``usage`` object; ``cost`` says that its price was asked for."""
    prompt, completion = usage.prompt * _PROMPT_PRICE, usage.completion * _COMPLETION_PRICE
    details = {
        "upstream_inference_cost": None,
        "upstream_inference_prompt_cost": round(prompt, 9),
        "upstream_inference_completions_cost": round(completion, 9),
    }
    price = {"cost": round(prompt + completion, 9), "is_byok": False, "cost_details": details} if cost else {}
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.total,
        **price,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning},
    }


def thought_body(part: SpokenPart, text: str, vendor: Vendor, *, signed: bool) -> dict[str, object]:
    """Return one of the ``reasoning_details``: a piece of thought, or one that only the provider can read."""
    shared = {"format": vendor.thoughts, "index": part.index}
    if part.kind == "redacted":
        return {"type": "reasoning.encrypted", "data": part.data, **shared}
    signature = {"signature": part.signature} if signed and vendor.signs else {}
    said = {"text": text} if text else {}
    return {"type": "reasoning.text", **said, **signature, **shared}


def _choice(index: int, spoken: Spoken, vendor: Vendor) -> dict[str, object]:
    thoughts = [
        thought_body(part, text, vendor, signed=True)
        for part, text in spoken.parts
        if part.kind in ("reasoning", "redacted")
    ]
    text = spoken.text("text")
    message: dict[str, object] = {
        "role": "assistant",
        "content": None if spoken.calls and not text else text,
        "refusal": spoken.text("refusal") or None,
        "reasoning": spoken.text("reasoning") or None,
    }
    if thoughts:
        message["reasoning_details"] = thoughts
    if spoken.calls:
        message["tool_calls"] = [{"index": number, **call} for number, call in enumerate(calls_body(spoken))]
    return {
        "logprobs": logprobs_body(spoken.logprobs),
        "finish_reason": spoken.finish,
        "native_finish_reason": vendor.finish(spoken.finish),
        "index": index,
        "message": message,
    }
