"""The numbers and switches of a request: which exist, and what they may be."""

from collections.abc import Callable, Collection, Mapping

from fakes.model.field import Field
from fakes.model.sampling import Sampling

MOST_CHOICES = 8
"""How many choices a request may ask for."""

_MOST_STOPS = 4
_MOST_TOKENS = 2**31 - 1
_INTEGERS = {
    "n": (1, MOST_CHOICES),
    "max_tokens": (1, _MOST_TOKENS),
    "max_completion_tokens": (1, _MOST_TOKENS),
    "seed": (-(2**63), 2**63 - 1),
    "top_logprobs": (0, 20),
}
_CHECKS: Mapping[str, Callable[[Field], object]] = {
    "temperature": lambda field: field.number(0, 2),
    "top_p": lambda field: field.number(0, 1),
    "frequency_penalty": lambda field: field.number(-2, 2),
    "presence_penalty": lambda field: field.number(-2, 2),
    "reasoning_effort": lambda field: field.one_of(("none", "minimal", "low", "medium", "high", "xhigh")),
    "service_tier": lambda field: field.one_of(("auto", "default", "flex", "scale", "priority")),
    "verbosity": lambda field: field.one_of(("low", "medium", "high")),
    **dict.fromkeys(("stream", "logprobs", "store"), Field.boolean),
    **dict.fromkeys(("user", "safety_identifier", "prompt_cache_key"), Field.string),
    **dict.fromkeys(("audio", "logit_bias", "metadata", "moderation"), Field.keys),
    **dict.fromkeys(("prediction", "prompt_cache_options", "web_search_options"), Field.keys),
}
_CHECKED_ELSEWHERE = ("model", "messages", "stop", "stream_options", "response_format")
_TOOLS = ("tools", "tool_choice", "parallel_tool_calls")
_NOT_CHECKED = ("modalities", "prompt_cache_retention", "functions", "function_call")

KNOWN = frozenset((*_INTEGERS, *_CHECKS, *_CHECKED_ELSEWHERE, *_TOOLS, *_NOT_CHECKED))
"""Every parameter that the API has; it refuses any other."""


def refuse_unknown(body: Field, known: Collection[str]) -> None:
    """Refuse the parameters that an API does not have.

    Raises:
        FieldError: there is one.
    """
    for name in body.keys():  # noqa: SIM118 - a method of its own, not a dict's
        if name not in known:
            raise Field(None, name).fail("is not a parameter of this request", "unknown_parameter")


def read_sampling(body: Field, known: Collection[str] | None = KNOWN) -> Sampling:
    """Judge all numbers and switches, and return those that shape the answer.

    Raises:
        FieldError: a parameter is not ``known``, or one is of another type or out of its range.
    """
    if known is not None:
        refuse_unknown(body, known)
    numbers = _check(body)
    if "max_tokens" in numbers and "max_completion_tokens" in numbers:
        raise Field(None, "max_tokens").fail("must not be given together with 'max_completion_tokens'")
    limit = numbers.get("max_completion_tokens", numbers.get("max_tokens"))
    return Sampling(numbers.get("n", 1), limit, read_stops(body), _read_top(body, numbers))


def _check(body: Field) -> dict[str, int]:
    for name, check in _CHECKS.items():
        if field := body.get(name):
            check(field)
    return {name: field.integer(*bounds) for name, bounds in _INTEGERS.items() if (field := body.get(name))}


def _read_top(body: Field, numbers: Mapping[str, int]) -> int | None:
    logprobs = body.get("logprobs")
    wanted = logprobs is not None and logprobs.boolean()
    if "top_logprobs" in numbers and not wanted:
        raise body.require("top_logprobs").fail("is only allowed when 'logprobs' is true")
    return numbers.get("top_logprobs", 0) if wanted else None


def read_stops(body: Field) -> tuple[str, ...]:
    """Return the texts at which an answer is to end.

    Raises:
        FieldError: one of them is no text, or empty, or there are too many.
    """
    stop = body.get("stop")
    if stop is None:
        return ()
    fields = (stop,) if isinstance(stop.value, str) else tuple(stop.items())
    if len(fields) > _MOST_STOPS:
        raise stop.fail(f"has {len(fields)} entries, and must have at most {_MOST_STOPS}", "array_above_max_length")
    for field in fields:
        if not field.string():
            raise field.fail("must not be empty")
    return tuple(field.string() for field in fields)
