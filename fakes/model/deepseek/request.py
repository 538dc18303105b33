"""What DeepSeek reads of a request, which is less than OpenAI does: it minds no parameter that it does not know."""

import re
from typing import NamedTuple

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.openai.chat_request import ChatRequest
from fakes.model.openai.members import without

ROLES = ("system", "user", "assistant", "tool")

_THINKING = re.compile(r"(?:.*/)?deepseek-(?:reasoner|r1)")
_SWITCHES = {"enabled": True, "disabled": False}
# "n" is ignored, and the efforts are not OpenAI's.
_OTHERS = (
    "n",
    "reasoning_effort",
    "service_tier",
    "verbosity",
    "store",
    "metadata",
    "thinking",
    "max_completion_tokens",
)


class DeepSeekRequest(NamedTuple):
    """A request, and whether the model thinks aloud."""

    chat: ChatRequest
    thinks: bool

    @classmethod
    def parse(cls, body: Field, model: str) -> "DeepSeekRequest":
        """Read a request's body.

        Raises:
            ApiError: what is asked for is not available.
            FieldError: anything in it that the API would refuse.
        """
        for message in body.require("messages").items():
            message.require("role").one_of(ROLES)
        thinks = _thinks(body, model)
        form = body.get("response_format")
        if form and form.require("type").value == "json_schema":
            raise ApiError(400, "This response_format type is unavailable now", param="response_format")
        if thinks and (logprobs := body.get("logprobs")) and logprobs.boolean():
            raise ApiError(400, f"{model} does not support logprobs", param="logprobs")
        return cls(ChatRequest.parse(without(body, _OTHERS), known=None), thinks)


def _thinks(body: Field, model: str) -> bool:
    thinking = body.get("thinking")
    if thinking is None:
        return _THINKING.match(model) is not None
    return _SWITCHES[thinking.require("type").one_of(_SWITCHES)]
