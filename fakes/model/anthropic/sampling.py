"""The numbers and switches of a request, and the form of the answer: which exist, and what they may be."""

from collections.abc import Callable, Mapping

from fakes.model.anthropic.request import check_members, tagged
from fakes.model.field import Field
from fakes.model.response_format import ResponseFormat
from fakes.model.sampling import Sampling

_MOST_TOKENS = 2**31 - 1
_FORMAT = "output_format"


def _share(field: Field) -> None:
    value = field.number(float("-inf"), float("inf"))
    if not 0 <= value <= 1:
        raise field.fail("range: 0..1")


def _metadata(field: Field) -> None:
    check_members(field, ("user_id",))
    if user := field.get("user_id"):
        user.string()


_CHECKS: Mapping[str, Callable[[Field], object]] = {
    "temperature": _share,
    "top_p": _share,
    "top_k": lambda field: field.integer(0, _MOST_TOKENS),
    "metadata": _metadata,
    "service_tier": lambda field: field.one_of(("auto", "standard_only")),
    "speed": lambda field: field.one_of(("standard", "fast")),
    "stream": Field.boolean,
    "cache_control": lambda field: tagged(field, ("ephemeral",)),
    **dict.fromkeys(("context_management", "diagnostics"), Field.keys),
    **dict.fromkeys(("inference_geo", "user_profile_id", "workspace_id"), Field.string),
    **dict.fromkeys(("mcp_servers", "fallbacks"), Field.items),
}
_NOT_CHECKED = ("container",)

_COUNTED = ("model", "messages", "system", "thinking", "tools", "tool_choice", "output_config", _FORMAT)
_ALWAYS = ("cache_control", "context_management", "mcp_servers", "speed", "user_profile_id", "workspace_id")
COUNTED = frozenset((*_COUNTED, *_ALWAYS))
"""The parameters of a request that only counts."""
REMOVED = frozenset(("temperature", "top_p", "top_k"))
"""Parameters that the API has had until 2026-10-21."""
KNOWN = frozenset((*_COUNTED, *_CHECKS, *_NOT_CHECKED, "max_tokens", "stop_sequences"))
"""Every parameter of a request for a message; the API refuses any other."""


def check_switches(body: Field) -> None:
    """Judge what does not shape the answer.

    Raises:
        FieldError: a parameter is of another type or out of its range.
    """
    for name, check in _CHECKS.items():
        if field := body.get(name):
            check(field)


def read_sampling(body: Field) -> Sampling:
    """Return how much is to be said, and where it must end. With no tokens at all a prompt is only cached.

    Raises:
        FieldError: the number of tokens is absent, or a stop sequence is blank.
    """
    limit = body.require("max_tokens").integer(0, _MOST_TOKENS)
    stops = body.get("stop_sequences")
    texts = tuple(stop.string() for stop in stops.items()) if stops else ()
    if stops and not all(text.strip() for text in texts):
        raise stops.fail("each stop sequence must contain non-whitespace")
    return Sampling(max_tokens=limit, stops=texts)


def read_form(body: Field) -> ResponseFormat:
    """Return what kind of text is asked for, in ``output_config`` or, as it was called before, ``output_format``.

    Raises:
        FieldError: it is none, or leaves open what an object may hold.
    """
    config = body.get("output_config")
    if config is not None:
        check_members(config, ("effort", "format"))
        if effort := config.get("effort"):
            effort.one_of(("low", "medium", "high", "xhigh", "max"))
    wished = (config.get("format") if config else None) or body.get(_FORMAT)
    if wished is None:
        return ResponseFormat()
    wished.require("type").one_of(("json_schema",))
    check_members(wished, ("type", "schema", "name"))
    schema = wished.require("schema")
    schema.keys()
    _check_closed(schema, schema.value)
    return ResponseFormat("json_schema", schema)


def _check_closed(schema: Field, part: object) -> None:
    if isinstance(part, dict):
        if part.get("type") == "object" and part.get("additionalProperties") is not False:
            raise schema.fail("For 'object' type, 'additionalProperties' must be explicitly set to false")
        for inner in part.values():
            _check_closed(schema, inner)
    elif isinstance(part, list):
        for inner in part:
            _check_closed(schema, inner)
