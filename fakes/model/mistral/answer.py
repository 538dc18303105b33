"""An answer in Mistral's shape: the one body that says it, and what its chunks share with it."""

import re
import zlib
from collections.abc import Mapping, Sequence

from fakes.model.dialect import Heading, Logprob, Spoken, SpokenPart
from fakes.model.openai.completion import token_body
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

# There is no word for an answer that was held back.
FINISHES: Mapping[FinishReason, str] = {"content_filter": "stop"}

_MADE_UP = re.compile(r"call_([0-9a-f]{9})[0-9a-f]{15}")
_VOCABULARY = 131_072


def heading_body(heading: Heading, kind: str) -> dict[str, object]:
    """Return what every chunk of an answer begins with, and what its one body holds."""
    return {
        "id": heading.id("", length=32),
        "object": kind,
        "created": heading.created,
        "model": heading.model,
    }


def completion_body(heading: Heading, spoken: Sequence[Spoken], usage: Usage, *, limited: bool) -> dict[str, object]:
    """Return the body of an answer that is not streamed; ``limited`` says that the request set a limit of tokens."""
    return {
        **heading_body(heading, "chat.completion"),
        "usage": usage_body(usage),
        "choices": [_choice(index, choice, limited=limited) for index, choice in enumerate(spoken)],
    }


def usage_body(usage: Usage) -> dict[str, object]:
    """Return the ``usage`` object."""
    return {
        "prompt_tokens": usage.prompt,
        "total_tokens": usage.total,
        "completion_tokens": usage.completion,
    }


def call_body(part: SpokenPart, arguments: str) -> dict[str, object]:
    """Return a call. An id that nobody chose has nine letters and digits, as Mistral's own have."""
    made_up = _MADE_UP.fullmatch(part.id)
    call_id = made_up[1] if made_up else part.id
    function = {"name": part.name, "arguments": arguments}
    return {"id": call_id, "type": "function", "function": function, "index": part.call_index}


def thought_body(text: str) -> dict[str, object]:
    """Return a piece of thought, as it stands in a content."""
    return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}


def logprobs_body(logprobs: Sequence[Logprob]) -> dict[str, object]:
    """Return how likely tokens were, with the numbers that they have in the vocabulary."""
    return {
        "content": [
            {
                **_numbered(logprob.token, logprob.logprob),
                "top_logprobs": [_numbered(token, value) for token, value in logprob.top],
            }
            for logprob in logprobs
        ]
    }


def _numbered(token: str, value: float) -> dict[str, object]:
    return {**token_body(token, value), "token_id": zlib.crc32(token.encode(errors="replace")) % _VOCABULARY}


def _choice(index: int, spoken: Spoken, *, limited: bool) -> dict[str, object]:
    text, thought = spoken.text("text") + spoken.text("refusal"), spoken.text("reasoning")
    content: object = text
    if thought:
        content = [{**thought_body(thought), "closed": True}, *([{"type": "text", "text": text}] if text else ())]
    message: dict[str, object] = {"role": "assistant", "tool_calls": None, "content": content}
    if spoken.calls:
        message["tool_calls"] = [call_body(part, arguments) for part, arguments in spoken.calls]
    choice: dict[str, object] = {"index": index, "finish_reason": _finish(spoken, limited=limited), "message": message}
    if spoken.logprobs is not None:
        choice["logprobs"] = logprobs_body(spoken.logprobs)
    return choice


def _finish(spoken: Spoken, *, limited: bool) -> str:
    # Where the request has set no limit it was the model's own; the types of a stream have no word for that.
    if spoken.finish == "length" and not limited:
        return "model_length"
    return FINISHES.get(spoken.finish, spoken.finish)
