"""What Groq reads of a request: every parameter and every member of a message is known, or refused."""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.openai.chat_request import ChatRequest
from fakes.model.openai.members import without
from fakes.model.openai.sampling import refuse_unknown

_OWN = (
    "citation_options", "compound_custom", "disable_tool_validation", "documents", "exclude_domains",
    "include_domains", "include_reasoning", "reasoning_effort", "reasoning_format", "search_settings", "service_tier",
)  # fmt: skip
_SHARED = (
    "model", "messages", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_tokens",
    "max_completion_tokens", "metadata", "n", "parallel_tool_calls", "presence_penalty", "response_format", "seed",
    "stop", "store", "stream", "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user",
)  # fmt: skip
_KNOWN = frozenset((*_OWN, *_SHARED))
_UNSUPPORTED = ("logprobs", "logit_bias", "top_logprobs")
_MEMBERS: Mapping[str, frozenset[str]] = {
    "system": frozenset(("role", "content", "name")),
    "developer": frozenset(("role", "content", "name")),
    "user": frozenset(("role", "content", "name")),
    "assistant": frozenset(("role", "content", "name", "tool_calls", "function_call", "reasoning")),
    "tool": frozenset(("role", "content", "tool_call_id", "name")),
    "function": frozenset(("role", "content", "name")),
}
_TIERS = ("auto", "on_demand", "flex", "performance")
_EFFORTS = ("none", "default", "low", "medium", "high")
_FORMATS: Mapping[str, Literal["shown", "raw", "hidden"]] = {"parsed": "shown", "raw": "raw", "hidden": "hidden"}
_RAW = re.compile(r"(?:.*/)?(?:qwen-?3|qwq|deepseek-r1)")
_APART = re.compile(r"(?:.*/)?gpt-oss")

Thoughts = Literal["none", "shown", "raw", "hidden"]
"""Whether the model thinks, and where it does so: apart, in the text, or where nobody sees it."""


class GroqRequest(NamedTuple):
    """A request, and what becomes of the model's thoughts."""

    chat: ChatRequest
    thoughts: Thoughts

    @classmethod
    def parse(cls, body: Field, model: str) -> "GroqRequest":
        """Read a request's body.

        Raises:
            ApiError: what is asked for is not supported.
            FieldError: anything in it that the API would refuse.
        """
        refuse_unknown(body, _KNOWN)
        for number, message in enumerate(body.require("messages").items()):
            _check_members(message, number)
        _check_support(body)
        chat = ChatRequest.parse(without(body, _OWN), known=None)
        return cls(chat, _thoughts(body, model))


def _check_members(message: Field, number: int) -> None:
    role = message.require("role").one_of(_MEMBERS)
    unknown = next((name for name in message.keys() if name not in _MEMBERS[role]), None)  # noqa: SIM118 - a method
    if unknown is not None:
        wrong = f"'messages.{number}' : property '{unknown}' is unsupported"
        raise ApiError(
            400,
            f"'messages.{number}' : for 'role:{role}' the following must be satisfied[({wrong})]",
            param=message.path,
        )


def _check_support(body: Field) -> None:
    for name in _UNSUPPORTED:
        # Switched off is not asked for.
        if (field := body.get(name)) and field.value:
            raise ApiError(400, f"`{name}` is not supported with this model", param=name)
    if choices := body.get("n"):
        choices.integer(1, 1)
    if tier := body.get("service_tier"):
        tier.one_of(_TIERS)
    form = body.get("response_format")
    if form and body.get("tools") and form.require("type").value == "json_object":
        raise ApiError(400, "json mode cannot be combined with tool/function calling", param="response_format")


def _thoughts(body: Field, model: str) -> Thoughts:
    wished, included = body.get("reasoning_format"), body.get("include_reasoning")
    if wished and included:
        raise ApiError(400, "cannot specify both `reasoning_format` and `include_reasoning`", param="reasoning_format")
    effort = body.get("reasoning_effort")
    spared = effort is not None and effort.one_of(_EFFORTS) == "none"
    place = _FORMATS[wished.one_of(_FORMATS)] if wished else None
    if included:
        place = "shown" if included.boolean() else "hidden"
    raw, apart = _RAW.match(model), _APART.match(model)
    if spared or not (raw or apart):
        return "none"
    if place is not None:
        return place
    # Among calls, or in JSON, tags would be in the way.
    tagged = raw and not body.get("tools") and not body.get("response_format")
    return "raw" if tagged else "shown"
