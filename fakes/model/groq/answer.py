"""An answer in Groq's shape: the one body that says it, and what its chunks share with it."""

from collections.abc import Mapping, Sequence

from fakes.model.dialect import Heading, Spoken
from fakes.model.openai.completion import calls_body
from fakes.model.openai.uuid_form import uuid_form
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

# A model that reads and speaks at an even pace, behind a queue that is always as long: in seconds.
_QUEUE_TIME = 0.02
_PROMPT_TIME = 0.00005
_COMPLETION_TIME = 0.002

# Nothing is held back here, and its types have no word for it.
FINISHES: Mapping[FinishReason, str] = {"content_filter": "stop"}


def heading_body(heading: Heading, kind: str) -> dict[str, object]:
    """Return what every chunk of an answer, or its one body, begins with."""
    return {
        "id": f"chatcmpl-{uuid_form(heading.id('', length=32))}",
        "object": kind,
        "created": heading.created,
        "model": heading.model,
    }


def request_body(heading: Heading) -> dict[str, object]:
    """Return Groq's own name for the request, which is in a header, too, and the seed that it was answered with."""
    name = heading.identity.request_id(heading.request)
    return {"id": name, "seed": int(heading.id("", "seed", length=7), 16)}


def completion_body(heading: Heading, spoken: Sequence[Spoken], usage: Usage, *, raw: bool) -> dict[str, object]:
    """Return the body of an answer that is not streamed; ``raw`` puts thoughts into the text, between tags."""
    return {
        **heading_body(heading, "chat.completion"),
        "choices": [_choice(index, choice, raw=raw) for index, choice in enumerate(spoken)],
        "usage": usage_body(usage),
        "usage_breakdown": None,
        "system_fingerprint": heading.fingerprint,
        "x_groq": request_body(heading),
        "service_tier": "on_demand",
    }


def usage_body(usage: Usage) -> dict[str, object]:
    """Return the ``usage`` object. The tokens are counted; the times follow from them."""
    prompt, completion = usage.prompt * _PROMPT_TIME, usage.completion * _COMPLETION_TIME
    thought = {"completion_tokens_details": {"reasoning_tokens": usage.reasoning}} if usage.reasoning else {}
    return {
        "queue_time": _QUEUE_TIME,
        "prompt_tokens": usage.prompt,
        "prompt_time": round(prompt, 9),
        "completion_tokens": usage.completion,
        "completion_time": round(completion, 9),
        "total_tokens": usage.total,
        "total_time": round(prompt + completion, 9),
        **thought,
    }


def _choice(index: int, spoken: Spoken, *, raw: bool) -> dict[str, object]:
    text, thought = spoken.text("text") + spoken.text("refusal"), spoken.text("reasoning")
    if raw and thought:
        text, thought = f"<think>\n{thought}\n</think>\n\n{text}", ""
    message: dict[str, object] = {"role": "assistant"}
    if text or not spoken.calls:
        message["content"] = text
    if thought:
        message["reasoning"] = thought
    if spoken.calls:
        message["tool_calls"] = calls_body(spoken)
    finish = FINISHES.get(spoken.finish, spoken.finish)
    return {"index": index, "message": message, "logprobs": None, "finish_reason": finish}
