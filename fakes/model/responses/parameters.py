"""The numbers and switches of a request for a response: which exist, and what they may be (openai SDK 2.54.0)."""

from collections.abc import Callable, Mapping

from fakes.model.field import Field

_MOST_TOKENS = 2**31 - 1
_LEAST_TOKENS = 16
_MOST_PAIRS = 16
INCLUDABLE = (
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "message.input_image.image_url",
    "computer_call_output.output.image_url",
    "code_interpreter_call.outputs",
    "reasoning.encrypted_content",
    "message.output_text.logprobs",
)
"""What ``include`` may hold."""


def _metadata(field: Field) -> None:
    names = field.keys()
    if len(names) > _MOST_PAIRS:
        raise field.fail(f"has {len(names)} entries, and must have at most {_MOST_PAIRS}", "object_above_max_length")
    for name in names:
        field.require(name).string()


def _reasoning(field: Field) -> None:
    for name in field.keys():  # noqa: SIM118 - a method of its own, not a dict's
        if name not in ("effort", "summary", "generate_summary", "context", "mode"):
            raise field.require(name).fail("is not a parameter of this request", "unknown_parameter")
    if effort := field.get("effort"):
        effort.one_of(("none", "minimal", "low", "medium", "high", "xhigh", "max"))
    for name in ("summary", "generate_summary"):
        if summary := field.get(name):
            summary.one_of(("auto", "concise", "detailed"))


def _include(field: Field) -> None:
    for item in field.items():
        item.one_of(INCLUDABLE)


def _background(field: Field) -> None:
    if field.boolean():
        raise field.fail("must be false: this server answers at once", "unsupported_value")


_CHECKS: Mapping[str, Callable[[Field], object]] = {
    "max_output_tokens": lambda field: field.integer(_LEAST_TOKENS, _MOST_TOKENS),
    "max_tool_calls": lambda field: field.integer(1, _MOST_TOKENS),
    "top_logprobs": lambda field: field.integer(0, 20),
    "temperature": lambda field: field.number(0, 2),
    "top_p": lambda field: field.number(0, 1),
    "truncation": lambda field: field.one_of(("auto", "disabled")),
    "service_tier": lambda field: field.one_of(("auto", "default", "flex", "scale", "priority", "fast")),
    "prompt_cache_retention": lambda field: field.one_of(("in_memory", "24h")),
    "metadata": _metadata,
    "reasoning": _reasoning,
    "include": _include,
    "background": _background,
    **dict.fromkeys(("stream", "store", "parallel_tool_calls"), Field.boolean),
    **dict.fromkeys(("user", "safety_identifier", "prompt_cache_key", "instructions"), Field.string),
}
_CHECKED_ELSEWHERE = ("model", "input", "previous_response_id", "stream_options", "text", "tools", "tool_choice")
_NOT_CHECKED = ("context_management", "conversation", "moderation", "prompt", "prompt_cache_options")

KNOWN = frozenset((*_CHECKS, *_CHECKED_ELSEWHERE, *_NOT_CHECKED))
"""Every parameter that the API has; it refuses any other."""


def check_parameters(body: Field) -> None:
    """Judge all numbers and switches.

    Raises:
        FieldError: a parameter that the API does not have, or one that is of another type or out of its range.
    """
    for name in body.keys():  # noqa: SIM118 - a method of its own, not a dict's
        if name not in KNOWN:
            raise Field(None, name).fail("is not a parameter of this request", "unknown_parameter")
    for name, check in _CHECKS.items():
        if field := body.get(name):
            check(field)
    options = body.get("stream_options")
    if options is None:
        return
    if not flag(body, "stream", default=False):
        raise options.fail("is only allowed when 'stream' is true")
    if obfuscation := options.get("include_obfuscation"):
        obfuscation.boolean()


def flag(body: Field, name: str, *, default: bool) -> bool:
    """Return a switch; ``default`` where it is not given.

    Raises:
        FieldError: it is no boolean.
    """
    field = body.get(name)
    return default if field is None else field.boolean()
