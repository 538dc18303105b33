"""What OpenRouter reads of a request: OpenAI's parameters and its own; what it does not know it passes on."""

import re
from typing import Literal, NamedTuple

from fakes.model.field import Field
from fakes.model.openai.chat_request import ChatRequest
from fakes.model.openai.members import without

# Not OpenAI's, or read in another way.
_OWN = (
    "models",
    "usage",
    "reasoning",
    "reasoning_effort",
    "include_reasoning",
    "provider",
    "service_tier",
    "verbosity",
)
_THINKING = re.compile(r"(?:.*/)?(?:deepseek-r1|gpt-oss|qwq|magistral)|.*(?::thinking|-thinking)(?:[:-].*)?$")
_SECRETIVE = re.compile(r"openai/(?:o[1-9]|gpt-5(?!-chat))")
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_MOST_TOKENS = 2**31 - 1

Thoughts = Literal["none", "shown", "hidden"]
"""Whether the model thinks, and whether anybody sees it."""


class OpenRouterRequest(NamedTuple):
    """A request, what becomes of the model's thoughts, and whether the price is asked for."""

    chat: ChatRequest
    thoughts: Thoughts
    cost: bool

    @classmethod
    def parse(cls, body: Field, model: str) -> "OpenRouterRequest":
        """Read a request's body.

        Raises:
            FieldError: anything in it that the API would refuse.
        """
        usage = body.get("usage")
        included = usage.get("include") if usage else None
        chat = ChatRequest.parse(without(body, _OWN), known=None, needs_word=False)
        return cls(chat, _thoughts(body, model), included is not None and included.boolean())


def read_models(body: Field) -> tuple[str, ...]:
    """Return the models that may answer, the wished one first: ``model``, and behind it ``models``.

    Raises:
        FieldError: one of them is no text, or there is none.
    """
    others = body.get("models")
    names = [] if others is None else [other.string() for other in others.items()]
    if not names or body.get("model"):
        names = [body.require("model").string(), *names]
    return tuple(names)


def _thoughts(body: Field, model: str) -> Thoughts:
    asked = _asked(body)
    if asked is not None:
        return asked
    if _SECRETIVE.match(model):
        return "hidden"
    return "shown" if _THINKING.match(model) else "none"


def _asked(body: Field) -> Thoughts | None:
    reasoning = body.get("reasoning")
    if reasoning is not None:
        return _judged(reasoning)
    if effort := body.get("reasoning_effort"):
        return "none" if effort.one_of(_EFFORTS) == "none" else "shown"
    included = body.get("include_reasoning")
    if included is None:
        return None
    return "shown" if included.boolean() else "hidden"


def _judged(reasoning: Field) -> Thoughts:
    effort, most = reasoning.get("effort"), reasoning.get("max_tokens")
    enabled, excluded = reasoning.get("enabled"), reasoning.get("exclude")
    if effort and most:
        raise most.fail("must not be given together with 'reasoning.effort'")
    if most:
        most.integer(1, _MOST_TOKENS)
    if (effort and effort.one_of(_EFFORTS) == "none") or (enabled and not enabled.boolean()):
        return "none"
    return "hidden" if excluded and excluded.boolean() else "shown"
