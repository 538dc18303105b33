"""What Mistral reads of a request: every parameter is known, or forbidden."""

import re
from typing import NamedTuple

from fakes.model.field import Field
from fakes.model.mistral.messages import read_messages
from fakes.model.openai.chat_request import ChatRequest
from fakes.model.openai.members import replaced, without
from fakes.model.openai.sampling import refuse_unknown

_OWN = (
    "random_seed", "min_tokens", "repetition_penalty", "top_k", "prompt_logprobs", "top_prompt_logprobs",
    "reasoning_effort", "prompt_mode", "guardrails", "service_tier", "safe_prompt", "metadata", "prediction",
)  # fmt: skip
_SHARED = (
    "model", "messages", "temperature", "top_p", "max_tokens", "stream", "stop", "response_format", "tools",
    "tool_choice", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "n", "parallel_tool_calls",
    "prompt_cache_key",
)  # fmt: skip
_KNOWN = frozenset((*_OWN, *_SHARED))
_CHOICES = ("auto", "none", "any", "required")
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_HOTTEST = 1.5
_SEEDS = (0, 2**63 - 1)
_THINKING = re.compile(r"(?:.*/)?magistral")


class MistralRequest(NamedTuple):
    """A request, and whether the model thinks aloud."""

    chat: ChatRequest
    thinks: bool

    @classmethod
    def parse(cls, body: Field, model: str) -> "MistralRequest":
        """Read a request's body.

        Raises:
            ApiError: its messages stand in an order in which they may not.
            FieldError: anything in it that the API would refuse.
        """
        refuse_unknown(body, _KNOWN)
        if temperature := body.get("temperature"):
            temperature.number(0, _HOTTEST)
        if seed := body.get("random_seed"):
            seed.integer(*_SEEDS)
        messages, tools, choice = read_messages(body.require("messages")), _read_tools(body), _read_choice(body)
        # No tools are as good as none given, and what hangs on them hangs on nothing.
        offered = {"tools": tools, "tool_choice": choice} if tools else {}
        dependent = () if tools else ("tools", "tool_choice", "parallel_tool_calls")
        translated = replaced(without(body, (*_OWN, *dependent)), {"messages": messages, **offered})
        return cls(ChatRequest.parse(translated, known=None, needs_word=False), _thinks(body, model))


def _read_tools(body: Field) -> list[object]:
    tools = body.get("tools")
    return [replaced(tool, {"type": _kind(tool)}).value for tool in tools.items()] if tools else []


def _kind(tool: Field) -> str:
    kind = tool.get("type")
    return "function" if kind is None else kind.one_of(("function",))


def _read_choice(body: Field) -> object:
    choice = body.get("tool_choice")
    if choice is None:
        return None
    if isinstance(choice.value, str):
        wished = choice.one_of(_CHOICES)
        return "required" if wished == "any" else wished
    return replaced(choice, {"type": _kind(choice)}).value


def _thinks(body: Field, model: str) -> bool:
    effort = body.get("reasoning_effort")
    wished = None if effort is None else effort.one_of(_EFFORTS)
    return wished != "none" and (wished is not None or _THINKING.match(model) is not None)
