"""The body of a response, at its beginning and at its end."""

from collections.abc import Mapping, Sequence

from fakes.model.dialect import Heading, Logprob
from fakes.model.responses.store import Item
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

_INCOMPLETE: Mapping[FinishReason, str] = {"length": "max_output_tokens", "content_filter": "content_filter"}
ID_LENGTH = 48
"""How many hex digits the ids of responses and their items have."""


def begun_body(heading: Heading, repeated: Mapping[str, object]) -> dict[str, object]:
    """Return a response of which nothing has been said; ``repeated`` is what it repeats of its request."""
    return {
        "id": heading.id("resp_", length=ID_LENGTH),
        "object": "response",
        "created_at": heading.created,
        "status": "in_progress",
        "completed_at": None,
        "error": None,
        "incomplete_details": None,
        "model": heading.model,
        "output": [],
        "service_tier": "auto",
        "usage": None,
        **repeated,
    }


def ended_body(begun: Mapping[str, object], output: Sequence[Item], finish: FinishReason, usage: Usage) -> Item:
    """Return a response of which everything has been said."""
    reason = _INCOMPLETE.get(finish)
    return {
        **begun,
        "status": "incomplete" if reason else "completed",
        "completed_at": None if reason else begun["created_at"],
        "incomplete_details": {"reason": reason} if reason else None,
        "output": list(output),
        "service_tier": "default",
        "usage": usage_body(usage),
    }


def usage_body(usage: Usage) -> dict[str, object]:
    """Return the ``usage`` object."""
    return {
        "input_tokens": usage.prompt,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": usage.completion,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning},
        "total_tokens": usage.total,
    }


def logprob_body(logprob: Logprob) -> dict[str, object]:
    """Return how likely a token was, as an item tells it."""
    top = [_likely(token, value) for token, value in logprob.top]
    return {**_likely(logprob.token, logprob.logprob), "top_logprobs": top}


def logprob_event(logprob: Logprob) -> dict[str, object]:
    """Return how likely a token was, as an event tells it: without the bytes."""
    top = [{"token": token, "logprob": value} for token, value in logprob.top]
    return {"token": logprob.token, "logprob": logprob.logprob, "top_logprobs": top}


def _likely(token: str, value: float) -> dict[str, object]:
    return {"token": token, "bytes": list(token.encode(errors="replace")), "logprob": value}
