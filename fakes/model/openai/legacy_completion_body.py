"""A legacy completion: the one body that says it, and what its chunks share with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fakes.model.dialect import Heading, Logprob, Spoken
from fakes.model.openai.legacy_completion_request import CompletionRequest
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

_FINISHES: Mapping[FinishReason, str] = {"length": "length", "content_filter": "content_filter"}


@dataclass(frozen=True, slots=True)
class Echo:
    """The prompt as an answer repeats it: its text, and its tokens where their probabilities are told."""

    text: str
    logprobs: Sequence[Logprob] | None = None


def heading_body(heading: Heading) -> dict[str, object]:
    """Return what every chunk of an answer, or its one body, begins with."""
    return {
        "id": heading.id("cmpl-"),
        "object": "text_completion",
        "created": heading.created,
        "model": heading.model,
        "system_fingerprint": heading.fingerprint,
    }


def choice_body(
    index: int, text: str, logprobs: Mapping[str, object] | None, finish: FinishReason | None
) -> dict[str, object]:
    """Return one choice, or a piece of it, which has no ``finish``."""
    reason = None if finish is None else _FINISHES.get(finish, "stop")
    return {"text": text, "index": index, "logprobs": logprobs, "finish_reason": reason}


def logprobs_body(logprobs: Sequence[Logprob], offset: int, *, top: int) -> dict[str, object]:
    """Return how likely tokens were. ``offset`` is where the first begins, in characters from the prompt's begin."""
    offsets = []
    for logprob in logprobs:
        offsets.append(offset)
        offset += len(logprob.token)
    return {
        "tokens": [logprob.token for logprob in logprobs],
        "token_logprobs": [logprob.logprob for logprob in logprobs],
        "top_logprobs": [dict(logprob.top) for logprob in logprobs] if top else None,
        "text_offset": offsets,
    }


def completion_body(
    heading: Heading, spoken: Sequence[Spoken], usage: Usage, asked: CompletionRequest, echo: Echo | None
) -> dict[str, object]:
    """Return the body of an answer that is not streamed; ``echo`` is what it repeats of the prompt."""
    choices = []
    for index, choice in enumerate(spoken):
        text = "".join(said for part, said in choice.parts if part.kind in ("text", "refusal"))
        logprobs = None
        if asked.logprobs is not None:
            echoed = tuple(echo.logprobs or ()) if echo else ()
            offset = 0 if echo else len(asked.text)
            logprobs = logprobs_body((*echoed, *(choice.logprobs or ())), offset, top=asked.logprobs)
        choices.append(choice_body(index, (echo.text if echo else "") + text, logprobs, choice.finish))
    return {**heading_body(heading), "choices": choices, "usage": usage_body(usage)}


def usage_body(usage: Usage) -> dict[str, object]:
    """Return the ``usage`` object."""
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.total,
    }
